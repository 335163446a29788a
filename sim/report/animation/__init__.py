"""The page of an animation: its data, its words, and the player that moves people through settings in a browser."""

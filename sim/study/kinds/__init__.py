"""Kinds of study: each brings its keys, its checks, its opening line, how it begins and which files decide it."""

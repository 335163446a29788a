"""What is asked: the conf and the question it becomes."""

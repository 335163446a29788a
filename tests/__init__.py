"""What must hold, by kind: each folder is one kind of test (`conftest.py` says what each proves)."""

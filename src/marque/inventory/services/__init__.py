"""What is done to vehicles; one file a use case.

Locks on rows are taken in one order everywhere: document, then vehicle, then accounting.
"""

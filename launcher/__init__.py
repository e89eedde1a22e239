"""What `./marque` does: environment, browser libraries, database, processes.

Standard library only: everything here runs before anything is installed.
"""

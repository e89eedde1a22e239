"""Files as data: nothing in them is executed, followed or trusted to be as large as it says."""

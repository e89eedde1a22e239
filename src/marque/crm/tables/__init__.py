"""The lists of crm, one module a family."""

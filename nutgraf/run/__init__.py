"""The door to papermill: a PagePlan becomes an executed notebook with its notes."""

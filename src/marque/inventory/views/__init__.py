"""Pages of inventory: get the rows through `visible_to`, call one service or query, draw."""

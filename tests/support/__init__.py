"""What the test modules share: small notebooks, small newsrooms, sites that are built once, and ways to look at them."""

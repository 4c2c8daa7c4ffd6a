"""Everything behind `./ratiba`: environments, engines, processes and commands."""

"""The table beside the peers: what is measured, against whom, and how it is reported."""

"""What people may send to pages. A form checks words and sizes; who may send it is for `access`."""

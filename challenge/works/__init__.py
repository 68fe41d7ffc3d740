"""What candidates hand in, made safe to show: text, pictures, addresses."""

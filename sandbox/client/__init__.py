"""What the page needs: a JSON surface and a live stream. Every call is made as one person."""

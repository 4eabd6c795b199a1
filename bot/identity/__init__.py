"""Who somebody is: links, tokens, and the actor who holds them."""

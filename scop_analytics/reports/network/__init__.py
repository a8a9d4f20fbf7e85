"""One sheet per co-operative of a network: what each holds, its pages, the batch that writes them all and goes on after a stop."""

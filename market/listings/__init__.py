"""What is offered and asked: needs, projects, services, programmes and resources, from draft to closed."""

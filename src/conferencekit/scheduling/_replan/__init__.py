"""How a change is answered from the plan that runs."""

"""Serves tea."""

import scaletg


@scaletg.app("/tea")
def serve_tea(user: scaletg.User) -> str:
    "Get a cup of tea."
    return f"A cup of tea for {user.first_name}."

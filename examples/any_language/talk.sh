#!/bin/sh
# Talk to a bot at the simulator, and fail if it does not answer: TELEGRAM_ROOT=http://127.0.0.1:8081 sh talk.sh
set -eu

ask() {  # PATH [BODY]
  curl --silent --show-error --fail-with-body "$TELEGRAM_ROOT/control/$1" ${2:+--data "$2"}
}

# The bot is there with its first call, for which this waits.
ask 'events?type=call&timeout=30' >/dev/null
ask do/add_user '{"first_name": "Ada", "id": 42}' >/dev/null
ask do/start '{"user": "Ada"}' >/dev/null
# Ada's message is the first one, so the answer is the second.
ask 'chats/42/messages?after=1&timeout=30' | grep --fixed-strings '"Hello, Ada!"' || {
  echo "The bot did not greet Ada. This is what happened:"
  ask 'events?type=update,delivery,call'
  exit 1
}

#!/bin/sh
# Asks a gateway that sleeps when it is asked for the first time.
state=${GATEWAY_STATE:-${TMPDIR:-/tmp}/testtracker-sample-gateway}
echo "asking the gateway of ${TESTTRACKER_PARAM_venue:-nowhere}"
if [ -e "$state" ]; then
  rm "$state"
  echo "it answers"
else
  : >"$state"
  echo "it does not answer"
  exit 1
fi

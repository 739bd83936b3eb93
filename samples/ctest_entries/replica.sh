#!/bin/sh
# usage: replica.sh CHECK      one check of a replica that does not exist; see CMakeLists.txt

case $1 in
  starts)
    echo "the replica is up"
    ;;
  catches_up) # at every third attempt, counted in a file beside it
    echo attempt >>attempts
    attempt=$(wc -l <attempts)
    echo "attempt $attempt"
    test $((attempt % 3)) -eq 0
    ;;
  speaks_tls)
    echo "there is no certificate on this machine"
    exit 77
    ;;
  answers_in_time)
    exec sleep 60
    ;;
esac

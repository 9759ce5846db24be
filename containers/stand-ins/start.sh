#!/bin/sh
set -eu
kafka() { exec java -cp '/kafka/jars/*' -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=warn "$@"; }
if [ ! -e /var/lib/kafka/data/meta.properties ]; then
  (kafka kafka.tools.StorageTool format --config /kafka/server.properties --cluster-id ZWNvbWluZC10ZXN0LWxvZw)
fi
kafka -Xmx512m kafka.Kafka /kafka/server.properties

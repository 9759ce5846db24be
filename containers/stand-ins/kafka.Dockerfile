# Apache Kafka from Maven Central, one broker in KRaft mode. Its jars are in jars/, where tests/compose puts them.
ARG NODE_IMAGE=node:24-trixie-slim
FROM ${NODE_IMAGE}
# Whichever Java the base image's distribution has.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-21-jre-headless && rm -rf /var/lib/apt/lists/*
COPY jars /kafka/jars
COPY start.sh answering.mjs server.properties /kafka/
RUN mkdir /var/lib/kafka && chown 10001:10001 /var/lib/kafka
USER 10001:10001
VOLUME /var/lib/kafka
CMD ["sh", "/kafka/start.sh"]

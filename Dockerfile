# One image for each service, and `standalone` with the engine: docker build --target ingest .
# NODE_IMAGE is any Debian 13 with Node 24: uWebSockets.js needs glibc 2.38.
ARG NODE_IMAGE=node:24-trixie-slim

FROM ${NODE_IMAGE} AS built
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund && npm run build

# Of all workspaces those that a service needs, with its own dependencies and one native binary of each.
FROM built AS ingest-files
RUN node containers/assemble.mjs ingest /out
FROM built AS stream-files
RUN node containers/assemble.mjs stream /out
FROM built AS query-files
RUN node containers/assemble.mjs query /out
FROM built AS jobs-files
RUN node containers/assemble.mjs jobs /out
FROM built AS standalone-files
RUN node containers/assemble.mjs standalone /out

# Folders for volumes: a new volume takes the owner of the folder that it is mounted on.
FROM built AS folders
RUN mkdir -p /folders/data /folders/run/ecomind/secrets /folders/run/ecomind/store-users /folders/run/ecomind/metrics

FROM ${NODE_IMAGE} AS service
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="EcoMind" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# kafkajs sets timers to moments that have passed, which Node 24 warns of: not among JSON logs.
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=TimeoutNegativeWarning
WORKDIR /app
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
STOPSIGNAL SIGTERM

FROM service AS ingest
COPY --from=ingest-files /out /app
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/containers/healthy.mjs", "ready", "8080"]
CMD ["node", "ingest/dist/main.js"]

FROM service AS stream
COPY --from=stream-files /out /app
EXPOSE 9102
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/containers/healthy.mjs", "ready", "9102"]
CMD ["node", "stream/dist/main.js"]

FROM service AS query
ENV DASHBOARDS_DIR=/app/dashboards/dist
COPY --from=query-files /out /app
EXPOSE 8090
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/containers/healthy.mjs", "ready", "8090"]
CMD ["node", "query/dist/main.js"]

FROM service AS jobs
COPY --from=jobs-files /out /app
EXPOSE 9103
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/containers/healthy.mjs", "ready", "9103"]
CMD ["node", "jobs/dist/main.js"]

# Everything, the engine included, and the `ecomind` command, which also sets up the distributed system.
FROM service AS standalone
ENV PATH=/app/containers/bin:${PATH}
COPY --from=standalone-files /out /app
COPY --from=folders --chown=10001:10001 /folders /
VOLUME /data
EXPOSE 8080 8090 8123
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 CMD ["node", "/app/containers/healthy.mjs", "ready", "8080", "8090"]
CMD ["ecomind", "start", "--data", "/data", "--host", "0.0.0.0"]

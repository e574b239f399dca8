# One image for the web, the workers and beat; docker-compose.yml says which does what.
FROM python:3.11-slim-bookworm AS build
WORKDIR /assay
COPY requirements/tools.lock requirements/runtime.lock requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements/tools.lock \
    && uv venv /venv \
    && uv pip sync --no-cache --require-hashes --python /venv/bin/python requirements/runtime.lock
COPY manage.py ./
COPY catalogue catalogue
COPY grader grader
COPY hiring hiring
COPY library library
COPY starterkit starterkit
COPY templates templates
RUN DEBUG=1 STATIC_ROOT=/static STATICFILES=whitenoise.storage.CompressedManifestStaticFilesStorage \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home assay && install --directory --owner assay /storage
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /assay /assay
WORKDIR /assay
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/static \
    STATICFILES=whitenoise.storage.CompressedManifestStaticFilesStorage \
    STORAGE_DIR=/storage \
    METRICS_DIR=/tmp/metrics
USER assay
EXPOSE 8000
CMD ["granian", "--interface", "asginl", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--respawn-failed-workers", "hiring.asgi:application"]

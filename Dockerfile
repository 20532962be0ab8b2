FROM python:3.11-slim
WORKDIR /srv
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY LICENSE README.md pyproject.toml ./
COPY profile_service profile_service
COPY loaders loaders
COPY schema schema
RUN pip install --no-cache-dir --no-build-isolation --no-deps . \
    && useradd --create-home profile && install -d -o profile /data
USER profile
ENV PROFILE_HOST=0.0.0.0 PROFILE_DATA_DIR=/data
EXPOSE 8000
CMD ["profile-service", "serve"]

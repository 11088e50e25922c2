# An image with only the program and CA certificates:
#
#   docker build -t alliancebot \
#     --build-arg VERSION="$(git describe --tags --always)" \
#     --build-arg COMMIT="$(git rev-parse HEAD)" \
#     --build-arg DATE="$(git log -1 --format=%cI)" .
#   docker run --env-file .env --volume alliancebot:/data alliancebot
#
# Without your own pages it answers from the built-in story. If CORPUS_DIR in .env is your
# folder, say mysite, mount it and set CORPUS_DIR to where it is in the container:
#
#   docker run --env-file .env --volume alliancebot:/data \
#     --volume "$PWD/mysite:/corpus:ro" --env CORPUS_DIR=/corpus alliancebot
#
# "docker run" takes quotes in .env literally; "docker compose", for which compose.yaml mounts
# CORPUS_DIR by itself, does not.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH VERSION COMMIT DATE
RUN mkdir /data
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -o /alliancebot \
    -ldflags "-s -w -X alliancebot/internal/cli.releaseVersion=$VERSION -X alliancebot/internal/cli.releaseCommit=$COMMIT -X alliancebot/internal/cli.releaseDate=$DATE" .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /alliancebot /alliancebot
# For the journal. Without a volume it is lost with the container.
COPY --from=build --chown=65532:65532 /data /data
ENV DATA_DIR=/data
# An unprivileged user, by number: the image has no user names.
USER 65532:65532
# For the health check below; not reachable from outside of the container.
ENV MONITOR_ADDR=127.0.0.1:9090
HEALTHCHECK --interval=30s --timeout=10s --start-period=1m CMD ["/alliancebot", "healthcheck"]
ENTRYPOINT ["/alliancebot"]
CMD ["run"]

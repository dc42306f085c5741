package dev.downbeat.containers.docker;

/// Who fetches an image, where its registry asks for that.
///
/// @param registry its host, with the port if it has one; empty for Docker's own
public record RegistryLogin(String registry, String user, String password) {
    @Override
    public String toString() {
        return "RegistryLogin[registry=%s, user=%s, password=***]".formatted(registry, user);
    }
}

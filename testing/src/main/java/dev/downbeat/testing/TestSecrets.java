package dev.downbeat.testing;

import dev.downbeat.executors.secrets.Masking;
import dev.downbeat.executors.secrets.Secrets;
import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Nearest;
import dev.downbeat.sdk.operator.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The connections and variables that a test gave, and no others: a test does not depend on its machine.
record TestSecrets(Map<String, Connection> connections, Map<String, String> variables) implements Secrets {
    @Override
    public Connection connection(String id) {
        Connection connection = connections.get(id);
        if (connection == null) {
            throw new DownbeatException(
                    ErrorCode.NOT_FOUND,
                    "the test gave no connection '%s'%s".formatted(id, Nearest.hint(id, connections.keySet())));
        }
        return connection;
    }

    @Override
    public Optional<String> variable(String key) {
        return Optional.ofNullable(variables.get(key));
    }

    @Override
    public SortedSet<String> connectionIds() {
        return new TreeSet<>(connections.keySet());
    }

    @Override
    public SortedSet<String> variableKeys() {
        return new TreeSet<>(variables.keySet());
    }

    @Override
    public Masking masking() {
        return Masking.NONE;
    }
}

package dev.downbeat.authoring.java;

import dev.downbeat.model.DownbeatException;
import dev.downbeat.model.ErrorCode;
import dev.downbeat.model.Problem;
import dev.downbeat.sdk.json.SpecJson;
import dev.downbeat.sdk.operator.DagCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// Java sources that were compiled lately, by content. Any thread may ask; the same source is compiled once.
///
/// The cache is bounded: what was not asked for lately is forgotten, and its classes can then be collected.
public final class CompiledSources {
    private final SourceCompiler compiler = new SourceCompiler();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, FutureTask<Compilation>> recent;

    /// @param capacity how many sources to remember
    public CompiledSources(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be 1 or more, was " + capacity);
        }
        this.recent = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, FutureTask<Compilation>> eldest) {
                return size() > capacity;
            }
        };
    }

    private record Key(Path file, String digest) {}

    /// The classes of a source.
    ///
    /// @param file names the source in messages; it is not read
    /// @throws DownbeatException BAD_DAG with javac's messages when it does not compile
    public ClassLoader ofSource(Path file, String source) {
        return classes(file, source).loader();
    }

    /// The class of the same name as the file, which is read each time and compiled when its content is new.
    ///
    /// @throws DownbeatException BAD_DAG when it does not compile or has no such class, NOT_FOUND when there
    /// is no such file
    public Class<?> compile(Path file) {
        Compilation.Classes classes = classes(file, read(file));
        String name = file.getFileName().toString().replaceFirst("\\.java$", "");
        return classes.names().stream()
                .filter(className ->
                        className.substring(className.lastIndexOf('.') + 1).equals(name))
                .findFirst()
                .map(className -> load(classes.loader(), className))
                .orElseThrow(() -> new DownbeatException(
                        ErrorCode.BAD_DAG, "%s has no class '%s'".formatted(file.getFileName(), name)));
    }

    /// The code of one DAG version, as its attempts use it.
    ///
    /// @param file   where the DAG is written
    /// @param source as it was stored with the version
    public DagCode ofJavaDag(Path file, String source) {
        return new Code(this, file, source);
    }

    /// The code beside a DAG that is not written in Java.
    public DagCode ofOtherDag(Path file) {
        return new Code(this, file, "");
    }

    Compilation compilation(Path file, String source) {
        FutureTask<Compilation> task = task(new Key(file, SpecJson.sha256(source)), source);
        task.run(); // does nothing when it is done or another thread is at it
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DownbeatException(ErrorCode.CANCELLED, "interrupted while %s was compiled".formatted(file), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DownbeatException known) {
                throw known;
            }
            throw new DownbeatException(ErrorCode.INTERNAL, "javac failed on %s".formatted(file), e.getCause());
        }
    }

    /// Compiles again when the source is next asked for.
    void forget(Path file, String source) {
        lock.lock();
        try {
            recent.remove(new Key(file, SpecJson.sha256(source)));
        } finally {
            lock.unlock();
        }
    }

    private FutureTask<Compilation> task(Key key, String source) {
        lock.lock();
        try {
            return recent.computeIfAbsent(key, k -> new FutureTask<>(() -> compiler.compile(k.file(), source)));
        } finally {
            lock.unlock();
        }
    }

    private Compilation.Classes classes(Path file, String source) {
        return switch (compilation(file, source)) {
            case Compilation.Classes classes -> classes;
            case Compilation.Failed failed ->
                throw new DownbeatException(
                        ErrorCode.BAD_DAG,
                        failed.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        };
    }

    static Class<?> load(ClassLoader loader, String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new DownbeatException(ErrorCode.NOT_FOUND, "there is no file %s".formatted(file), e);
        } catch (IOException e) {
            throw new DownbeatException(
                    ErrorCode.BAD_INPUT, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private record Code(CompiledSources sources, Path file, String source) implements DagCode {
        @Override
        public ClassLoader ofDag() {
            if (source.isEmpty()) {
                throw new DownbeatException(ErrorCode.BAD_DAG, "%s is not written in Java".formatted(file));
            }
            return sources.ofSource(file, source);
        }

        @Override
        public Class<?> compile(Path javaFile) {
            return sources.compile(javaFile);
        }
    }
}

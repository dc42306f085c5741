package dev.downbeat.authoring.shape;

import dev.downbeat.model.Nearest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The form a value has to have.
public sealed interface Shape {
    /// What it is, for people: `a whole number`, `true or false`, `a list`.
    String words();

    record Text() implements Shape {
        @Override
        public String words() {
            return "text";
        }
    }

    record Whole() implements Shape {
        @Override
        public String words() {
            return "a whole number";
        }
    }

    record Real() implements Shape {
        @Override
        public String words() {
            return "a number";
        }
    }

    record Flag() implements Shape {
        @Override
        public String words() {
            return "true or false";
        }
    }

    record Time() implements Shape {
        @Override
        public String words() {
            return "a duration such as 30s, 5m or 1h30m";
        }
    }

    /// One of these, in lower case.
    record Choice(List<String> of) implements Shape {
        @Override
        public String words() {
            return "one of " + String.join(", ", of);
        }
    }

    /// A single value stands for a list of one.
    record ListOf(Shape item) implements Shape {
        @Override
        public String words() {
            return "a list";
        }
    }

    record MapOf(Shape value) implements Shape {
        @Override
        public String words() {
            return "a mapping";
        }
    }

    record Any() implements Shape {
        @Override
        public String words() {
            return "any value";
        }
    }

    /// A record.
    ///
    /// @param doc     Markdown, may be empty
    /// @param example YAML, may be empty
    record Fields(Class<? extends Record> type, String doc, String example, List<Field> fields) implements Shape {
        @Override
        public String words() {
            return "a mapping with " + String.join(", ", names());
        }

        public List<String> names() {
            return fields.stream().map(Field::name).toList();
        }

        public Optional<Field> field(String name) {
            return fields.stream().filter(field -> field.name().equals(name)).findFirst();
        }

        /// The field that a plain value stands for.
        public Optional<Field> shorthand() {
            return fields.stream().filter(Field::shorthand).findFirst();
        }

        public String hint(String wrong) {
            return Nearest.to(wrong, names())
                    .map("did you mean '%s'?"::formatted)
                    .orElse("");
        }
    }

    /// A component of a record.
    ///
    /// @param defaultText the value when it is left out, as YAML; null when there is none
    record Field(
            String name,
            Shape shape,
            String doc,
            boolean required,
            @Nullable String defaultText,
            boolean shorthand,
            Role role) {
        Field optional() {
            return new Field(name, shape, doc, false, defaultText, shorthand, role);
        }
    }

    /// How the text in a field is to be read.
    enum Role {
        /// Text that may hold templates.
        TEMPLATE,
        /// An expression, which the operator evaluates itself.
        EXPRESSION,
        /// The name of a task directly downstream.
        TASK
    }
}

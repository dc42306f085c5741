package dev.downbeat.sdk;

import dev.downbeat.model.MapOptions;
import dev.downbeat.model.Mapping;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// The items of a mapped task group. What follows is the group's body: [#call] when something of it is read
/// outside, [#run] when not. In the body a task's result is that of the same item.
public final class GroupItems<A> {
    private final Tasks outer;
    private final String path;
    private final Wiring items;

    private GroupItems(Tasks outer, String path, Wiring items) {
        this.outer = outer;
        this.path = path;
        this.items = items;
    }

    static <A> GroupItems<A> of(Tasks outer, String path, Ref<? extends Collection<A>> list) {
        if (outer.draft().scope().around().mapped()) {
            throw Refusal.of("group '%s' is mapped within a mapped group: map the outer one over the combinations"
                    .formatted(path));
        }
        return new GroupItems<>(outer, path, Wiring.over(outer.step(), Mapping.Kind.EACH, List.of(list)));
    }

    /// See [Items.One#options].
    public GroupItems<A> options(UnaryOperator<MapOptions> change) {
        return new GroupItems<>(outer, path, items.options(change));
    }

    /// Writes the tasks of the group.
    ///
    /// @param body what it returns is a list for tasks outside, one result for each item
    public <R> Mapped<R> call(BiFunction<GroupBody, Ref<A>, Out<R>> body) {
        var last = new AtomicReference<Out<R>>();
        run((group, item) -> last.set(body.apply(group, item)));
        return new Mapped<>(last.get().task(), last.get().type());
    }

    /// Writes the tasks of the group.
    ///
    /// @return the group: to come after it is to come after the last tasks of all items
    public Block run(BiConsumer<GroupBody, Ref<A>> body) {
        var over = (Mapping.Over) items.mapping();
        var mapping = new Mapping.Over(over.kind(), over.sources(), over.options(), path);
        Scope scope = outer.draft().scope().inner(path, Wiring.reads(over), mapping);
        return outer.group(path, scope, group -> body.accept(group, items.input(0)));
    }
}

import dev.downbeat.sdk.Dag;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts words: one task for each text, then one that adds the counts up. Every edge is checked by javac.
public final class Wordcount {
    record Count(String text, Map<String, Integer> words) {}

    static List<String> texts() {
        return List.of("to be or not to be", "the be all and end all");
    }

    static Count count(String text) {
        var words = new TreeMap<String, Integer>();
        for (String word : text.split(" ")) {
            words.merge(word, 1, Integer::sum);
        }
        return new Count(text, words);
    }

    static Map<String, Integer> total(List<Count> counts) {
        var total = new TreeMap<String, Integer>();
        counts.forEach(count -> count.words().forEach((word, n) -> total.merge(word, n, Integer::sum)));
        System.out.println(total);
        return total;
    }

    public static final Dag DAG = Dag.of("wordcount", d -> {
        var texts = d.call(Wordcount::texts);
        var counts = d.each(texts).call(Wordcount::count);
        d.with(counts).call(Wordcount::total);
    });
}

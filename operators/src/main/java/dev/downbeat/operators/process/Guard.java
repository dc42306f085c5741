package dev.downbeat.operators.process;

/// The loop that stands guard in a child's process group: it reads the life line on file descriptor 3.
public final class Guard {
    /// The order that makes the guard ask its group to end.
    static final String TERM = "TERM";

    /// A POSIX shell command that starts the guard in the background and returns. Lines that are no order are
    /// passed on to file descriptor 4: a program whose input the life line is reads them there.
    ///
    /// The guard ignores what it sends to its group and holds neither the command's folder nor its output.
    /// Nobody waits
    /// for the two forks: a life line that ends before the guard reads it has ended when it does.
    public static final String START = """
            ( (
              trap '' HUP INT QUIT PIPE ALRM TERM USR1 USR2 TSTP TTIN TTOU
              cd /
              while IFS= read -r line <&3; do
                case $line in
                  TERM) kill -s TERM 0 ;;
                  *) printf '%s\\n' "$line" >&4 ;;
                esac
              done
              kill -s KILL 0
            ) & ) >/dev/null 2>&1 &
            """;

    private Guard() {}
}

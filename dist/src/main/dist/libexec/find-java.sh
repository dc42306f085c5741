# Finds a JDK. To be sourced by a POSIX shell; starts no process unless it has to.
#
#   find_java MIN MAX    sets JAVA_FOUND to the home of a JDK whose version is from MIN to MAX, and returns 0;
#                        returns 1 when there is none
#
# Order: DOWNBEAT_JAVA_HOME, JAVA_HOME, the java on the PATH, the places where installers put JDKs.

# The feature number of the JDK in folder $1 goes to java_number; 0 when it is none. A JRE, which has no javac, is none:
# Downbeat compiles DAGs that are written in Java.
java_version() {
    java_number=0
    if [ ! -x "$1/bin/java" ] || [ ! -x "$1/bin/javac" ]; then
        return 1
    fi
    if [ -r "$1/release" ]; then
        while IFS='=' read -r release_key release_value; do
            if [ "$release_key" = JAVA_VERSION ]; then
                release_value=${release_value#\"}
                release_value=${release_value%%[!0-9]*}
                java_number=${release_value:-0}
                return 0
            fi
        done <"$1/release"
    fi
    release_value=$("$1/bin/java" -version 2>&1) || return 1
    release_value=${release_value#*version \"}
    release_value=${release_value%%[!0-9]*}
    java_number=${release_value:-0}
}

# Whether folder $1 has a JDK from $2 to $3.
java_fits() {
    java_version "$1" && [ "$java_number" -ge "$2" ] && [ "$java_number" -le "$3" ]
}

# The home of the java on the PATH goes to java_home; links are followed.
java_on_path() {
    java_home=$(command -v java) || return 1
    java_hops=0
    while [ -L "$java_home" ] && [ "$java_hops" -lt 20 ]; do
        java_link=$(readlink "$java_home") || return 1
        case $java_link in
            /*) java_home=$java_link ;;
            *) java_home=${java_home%/*}/$java_link ;;
        esac
        java_hops=$((java_hops + 1))
    done
    java_home=${java_home%/bin/java}
    [ -d "$java_home" ]
}

find_java() {
    JAVA_FOUND=
    for java_home in "${DOWNBEAT_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
        if [ -n "$java_home" ] && java_fits "$java_home" "$1" "$2"; then
            JAVA_FOUND=$java_home
            return 0
        fi
    done
    if java_on_path && java_fits "$java_home" "$1" "$2"; then
        JAVA_FOUND=$java_home
        return 0
    fi
    if [ -x /usr/libexec/java_home ] && java_home=$(/usr/libexec/java_home -v "$1" 2>/dev/null) \
        && java_fits "$java_home" "$1" "$2"; then
        JAVA_FOUND=$java_home
        return 0
    fi
    for java_home in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/jdk* /opt/jvm/* \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${SDKMAN_DIR:-${HOME:-/}/.sdkman}"/candidates/java/* \
        "${HOME:-/}"/.jdks/* "${HOME:-/}"/.jbang/cache/jdks/* "${HOME:-/}"/.jabba/jdk/* \
        "${HOME:-/}"/.asdf/installs/java/* "${HOME:-/}"/.local/share/mise/installs/java/*; do
        if java_fits "$java_home" "$1" "$2"; then
            JAVA_FOUND=$java_home
            return 0
        fi
    done
    return 1
}

# Says to standard error how to get a JDK. $1: the version that is needed.
how_to_get_java() {
    cat >&2 <<EOF
downbeat: needs a JDK $1 and found none.

  Debian, Ubuntu    apt install openjdk-$1-jdk
  Fedora            dnf install java-$1-openjdk-devel
  macOS             brew install openjdk@$1
  any, with SDKMAN  sdk install java $1-tem
  by hand           https://adoptium.net/temurin/releases/?version=$1

Where a JDK $1 is in an unusual place, set DOWNBEAT_JAVA_HOME to its folder. It has to be a JDK: a JRE has no javac.
EOF
    if [ -n "${DOWNBEAT_JAVA_HOME:-}" ]; then
        java_version "$DOWNBEAT_JAVA_HOME" || java_number=0
        if [ "$java_number" -eq 0 ]; then
            echo "DOWNBEAT_JAVA_HOME is '$DOWNBEAT_JAVA_HOME', which holds no JDK." >&2
        else
            echo "DOWNBEAT_JAVA_HOME is '$DOWNBEAT_JAVA_HOME', which holds a JDK $java_number." >&2
        fi
    fi
}

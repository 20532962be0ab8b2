import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts the engine and closes its HTTP server, which it always starts: Bolt is all that is used. By reflection, so
 * that it is compiled without the engine's jars: `javac --release 11 -g:none BoltAlone.java`. Creates the file that its
 * argument names when that is done.
 */
public final class BoltAlone {
    public static void main(String[] arguments) {
        try {
            start(Path.of(arguments[0]));
        } catch (ReflectiveOperationException | IOException error) {
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void start(Path ready) throws ReflectiveOperationException, IOException {
        Class<?> type = Class.forName("com.arcadedb.server.ArcadeDBServer");
        Object server = type.getConstructor().newInstance();
        type.getMethod("start").invoke(server);
        Object http = type.getMethod("getHttpServer").invoke(server);
        http.getClass().getMethod("stopService").invoke(http);
        Files.createFile(ready);
    }
}

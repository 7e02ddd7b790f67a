import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Reads every DIR/*.xml and writes DIR/santuario.txt: for each file the SHA-256 of its Canonical XML 1.1 without comments,
 * first of the whole, then of what is left without what the authority's transforms remove. The lines are those of lxml.txt, which
 * another language, another parser and another canonicaliser wrote.
 */
public final class Digests {
    private static final String BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

    private Digests() {}

    /** Takes one argument, the folder. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("one argument: the folder with the documents");
        }
        Path folder = Path.of(arguments[0]);
        Init.init();
        DocumentBuilder parser = parser();
        List<String> lines = new ArrayList<>();
        for (Path file : documents(folder)) {
            Document document = parser.parse(new ByteArrayInputStream(Files.readAllBytes(file)));
            String whole = digest(document);
            transform(document);
            lines.add(file.getFileName() + " " + whole + " " + digest(document));
        }
        Files.writeString(folder.resolve("santuario.txt"), String.join("\n", lines) + "\n", StandardCharsets.US_ASCII);
        System.out.println("santuario: " + lines.size() + " documents");
    }

    private static List<Path> documents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
        }
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setXIncludeAware(false);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        return factory.newDocumentBuilder();
    }

    private static String digest(Document document) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N11_OMIT_COMMENTS).canonicalizeSubtree(document, bytes);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    }

    /** Takes out what the three transforms take out: chosen in the document as it was, then removed. */
    private static void transform(Document document) {
        List<Element> doomed = new ArrayList<>();
        collect(document.getDocumentElement(), false, doomed);
        for (Element element : doomed) {
            element.getParentNode().removeChild(element);
        }
    }

    private static void collect(Element element, boolean belowInvoice, List<Element> doomed) {
        if (belowInvoice && isExcluded(element)) {
            doomed.add(element);
            return;
        }
        boolean below = belowInvoice || "Invoice".equals(element.getLocalName());
        NodeList children = element.getChildNodes();
        for (int at = 0; at < children.getLength(); at++) {
            if (children.item(at) instanceof Element child) {
                collect(child, below, doomed);
            }
        }
    }

    private static boolean isExcluded(Element element) {
        return switch (element.getLocalName()) {
            case "UBLExtensions", "Signature" -> true;
            case "AdditionalDocumentReference" -> saysQr(element);
            default -> false;
        };
    }

    private static boolean saysQr(Element reference) {
        for (Node node = reference.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child
                    && "ID".equals(child.getLocalName())
                    && BASIC.equals(child.getNamespaceURI())
                    && "QR".equals(trimmed(firstText(child)))) {
                return true;
            }
        }
        return false;
    }

    /** The first text node as XPath counts them: DOM's text and CDATA nodes in a row are one, and none is empty. */
    private static String firstText(Element element) {
        StringBuilder run = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
                run.append(node.getNodeValue());
            } else if (!run.isEmpty()) {
                break;
            }
        }
        return run.toString();
    }

    /** XPath's normalize-space(), as far as a comparison with one word needs it. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char letter) {
        return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
    }
}

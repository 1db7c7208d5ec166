//! Rust as rustfmt prints it: calls on a receiver, one statement a line, blocks of them as closures.
//!
//! Not a formatter: it knows the few forms that migrations are made of, and the rules of rustfmt's default style for them.
//! A test runs rustfmt over what comes out.

/// How wide a line may be.
const LINE: usize = 100;
/// How wide several calls in one line may be (`chain_width`).
const CHAIN: usize = 60;
/// How wide the arguments of a call, or the elements of an array, may be in one line (`fn_call_width`, `array_width`).
const ARGUMENTS: usize = 60;
/// Elements up to this are set many to a line (`short_array_element_width_threshold`).
const SHORT: usize = 10;
/// An indentation. A receiver that is no longer stands on the line of the first call.
const TAB: usize = 4;

/// A line of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Nothing.
    Blank,
    /// `// ...`
    Comment(String),
    /// Calls on a receiver, and a semicolon.
    Calls(&'static str, Vec<Call>),
}

/// `name(arguments)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The name of the method or function.
    pub name: String,
    /// What it is handed.
    pub arguments: Vec<Argument>,
}

/// What is handed to a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// An expression that stays on its line.
    Plain(String),
    /// A text, which may take many lines.
    Text(String),
    /// `["a", "b"]`.
    List(Vec<Argument>),
    /// A call of a function, and calls on what it returns: `col("a").desc()`.
    Chain(Call, Vec<Call>),
    /// `row! { "a" => 1 }`, of columns and their values.
    Row(Vec<(String, String)>),
    /// `|t| { ... }`, the last argument.
    Block(&'static str, Vec<Line>),
}

impl Call {
    /// A call with these arguments.
    pub fn new(name: impl Into<String>, arguments: Vec<Argument>) -> Self {
        Self {
            name: name.into(),
            arguments,
        }
    }

    /// A call without arguments.
    pub fn bare(name: impl Into<String>) -> Self {
        Self::new(name, Vec::new())
    }
}

/// A text as an argument that stays on its line.
pub fn text(text: &str) -> Argument {
    Argument::Plain(literal(text))
}

/// Texts as one argument: one by itself, several as an array.
pub fn texts(texts: &[String]) -> Argument {
    match texts {
        [only] => text(only),
        several => list(several),
    }
}

/// Texts as an array.
pub fn list(texts: &[String]) -> Argument {
    match texts {
        // An array of nothing does not say what it is an array of.
        [] => Argument::Plain("[\"\"; 0]".to_owned()),
        texts => Argument::List(texts.iter().map(|it| text(it)).collect()),
    }
}

/// A string literal on one line.
pub fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A string literal in the form that needs the fewest backslashes: its lines stay lines.
fn readable(text: &str) -> String {
    let is_plain = |c: char| c == '\n' || !c.is_control();
    let escapes = text.contains(['\n', '"', '\\']);
    if !escapes || !text.chars().all(is_plain) || text.trim().is_empty() {
        return literal(text);
    }
    // As many hashes as end it nowhere in the middle.
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// A string literal that begins at a column. One that is too long goes on in the next lines.
fn long_text(text: &str, column: usize) -> String {
    let whole = readable(text);
    if whole.contains('\n') || column + width(&whole) < LINE {
        return whole;
    }
    let inner = literal(text);
    let mut out = String::new();
    let mut at = column;
    let mut words = inner.split_inclusive(' ').peekable();
    while let Some(word) = words.next() {
        let next = words.peek().map_or(0, |next| width(next.trim_end()));
        out.push_str(word);
        at += width(word);
        // White space at the beginning of a line would be lost.
        let can_break = next > 0 && word.ends_with(' ');
        if can_break && at + next + 3 > LINE {
            out.push_str(&format!("\\\n{}", " ".repeat(column + 1)));
            at = column + 1;
        }
    }
    out
}

/// The lines of a body at an indentation, each with its line break.
pub fn body(lines: &[Line], indent: usize) -> String {
    let mut out = String::new();
    for line in lines {
        if *line != Line::Blank {
            out.push_str(&" ".repeat(indent));
        }
        match line {
            Line::Blank => {}
            Line::Comment(text) => out.push_str(&format!("// {text}")),
            Line::Calls(receiver, calls) => {
                out.push_str(&chain(receiver, calls, indent));
                out.push(';');
            }
        }
        out.push('\n');
    }
    out
}

/// Calls on a receiver, the first line without its indentation.
fn chain(receiver: &str, calls: &[Call], indent: usize) -> String {
    let (Some(first), Some(last)) = (calls.first(), calls.last()) else {
        return receiver.to_owned();
    };
    let start = indent + width(receiver) + 1;
    if calls.len() == 1 {
        let line = broken(first, indent, start, 1);
        let below = broken(first, indent + TAB, indent + TAB + 1, 1);
        let (lines, other) = (line.lines().count(), below.lines().count());
        // A line of its own, where that is fewer lines.
        return match width(receiver) > TAB && lines < 5 && other < lines {
            true => format!("{receiver}\n{}.{below}", " ".repeat(indent + TAB)),
            false => format!("{receiver}.{line}"),
        };
    }
    let before: Option<Vec<String>> = calls[..calls.len() - 1].iter().map(flat).collect();
    let before = before.map(|calls| {
        let before: String = calls.iter().map(|call| format!("{call}.")).collect();
        format!("{receiver}.{before}")
    });
    if let (Some(before), Some(end)) = (&before, flat(last)) {
        let line = format!("{before}{end}");
        if width(&line) <= CHAIN && indent + width(&line) < LINE {
            return line;
        }
    }
    let (head, rest, below) = if receiver.len() <= TAB {
        let first = broken(first, indent, start, 1);
        let below = if first.contains('\n') { 0 } else { TAB };
        (format!("{receiver}.{first}"), &calls[1..], indent + below)
    } else {
        (receiver.to_owned(), calls, indent + TAB)
    };
    let vertical = broken(last, below, below + 1, 1);
    if let Some(before) = &before
        && let Some(line) = overflowing(before, last, indent, &vertical)
    {
        return line;
    }
    let mut out = head;
    let pad = " ".repeat(below);
    for (at, call) in rest.iter().enumerate() {
        let call = match at + 1 == rest.len() {
            true => vertical.clone(),
            false => broken(call, below, below + 1, 0),
        };
        out.push_str(&format!("\n{pad}.{call}"));
    }
    out
}

/// All calls on one line but for the arguments of the last, where that takes no more lines than one call a line.
fn overflowing(before: &str, last: &Call, indent: usize, vertical: &str) -> Option<String> {
    if before.contains('\n') {
        return None;
    }
    let call = broken(last, indent, indent + width(before), 1);
    let line = format!("{before}{call}");
    let first = line.lines().next().map_or(0, width);
    let (lines, other) = (call.lines().count(), vertical.lines().count());
    (lines > 1 && first <= CHAIN && (lines >= 5 || other >= lines)).then_some(line)
}

/// A call on one line, if it may stand there.
fn flat(call: &Call) -> Option<String> {
    let arguments: Option<Vec<String>> = call.arguments.iter().map(flat_argument).collect();
    let inside = arguments?.join(", ");
    let is_one = call.arguments.len() == 1 && !is_nested(&call.arguments);
    (is_one || width(&inside) <= ARGUMENTS).then(|| format!("{}({inside})", call.name))
}

/// Whether there is a call of a function alone: rustfmt lets it take less room than anything else.
fn is_nested(arguments: &[Argument]) -> bool {
    matches!(arguments, [Argument::Chain(_, calls)] if calls.is_empty())
}

fn flat_argument(argument: &Argument) -> Option<String> {
    let flat = match argument {
        Argument::Plain(source) => source.clone(),
        Argument::Text(text) => readable(text),
        Argument::List(items) => {
            let is_one = items.len() == 1 && !is_nested(items);
            let items: Option<Vec<String>> = items.iter().map(flat_argument).collect();
            let inside = items?.join(", ");
            (is_one || width(&inside) <= ARGUMENTS).then(|| format!("[{inside}]"))?
        }
        Argument::Chain(head, calls) => {
            let mut chain = flat(head)?;
            for call in calls {
                chain.push_str(&format!(".{}", flat(call)?));
            }
            (calls.len() < 2 || width(&chain) <= CHAIN).then_some(chain)?
        }
        Argument::Row(pairs) if pairs.is_empty() => "row! {}".to_owned(),
        Argument::Row(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(name, value)| format!("{name} => {value}"));
            format!("row! {{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        Argument::Block(_, lines) => lines.is_empty().then(|| "|_| {}".to_owned())?,
    };
    (!flat.contains('\n')).then_some(flat)
}

/// A call that begins at a column and has so many characters after it, in as many lines as it needs.
fn broken(call: &Call, indent: usize, column: usize, after: usize) -> String {
    if let Some(flat) = flat(call)
        && column + width(&flat) + after <= LINE
    {
        return flat;
    }
    let pad = " ".repeat(indent);
    match call.arguments.as_slice() {
        [Argument::List(_)] => unfolded(call, indent),
        [Argument::Chain(head, calls)] if calls.is_empty() => {
            format!("{}({})", call.name, unfolded(head, indent))
        }
        [first @ .., Argument::Block(of, lines)] if !lines.is_empty() => {
            let first: Option<String> = first
                .iter()
                .map(|it| flat_argument(it).map(|it| it + ", "))
                .collect();
            let is_flat = first.is_some();
            let opening = format!("{}|{of}| {{", first.unwrap_or_default());
            if is_flat
                && width(&opening) <= ARGUMENTS
                && column + width(&call.name) + width(&opening) < LINE
            {
                return format!(
                    "{}({opening}\n{}{pad}}})",
                    call.name,
                    body(lines, indent + TAB)
                );
            }
            each_on_a_line(call, indent)
        }
        _ => each_on_a_line(call, indent),
    }
}

/// A call in more than one line.
fn unfolded(call: &Call, indent: usize) -> String {
    let pad = " ".repeat(indent);
    match call.arguments.as_slice() {
        [Argument::List(items)] => format!("{}([\n{}{pad}])", call.name, elements(items, indent)),
        _ => each_on_a_line(call, indent),
    }
}

fn each_on_a_line(call: &Call, indent: usize) -> String {
    let (pad, inner) = (" ".repeat(indent), " ".repeat(indent + TAB));
    let mut out = format!("{}(\n", call.name);
    for argument in &call.arguments {
        out.push_str(&format!("{inner}{},\n", on_a_line(argument, indent + TAB)));
    }
    out + &pad + ")"
}

/// An argument or element on a line of its own, with a comma after it.
fn on_a_line(argument: &Argument, indent: usize) -> String {
    if let Some(flat) = flat_argument(argument)
        && indent + width(&flat) < LINE
    {
        return flat;
    }
    let pad = " ".repeat(indent);
    match argument {
        Argument::Plain(source) => source.clone(),
        Argument::Text(text) => long_text(text, indent),
        Argument::List(items) => format!("[\n{}{pad}]", elements(items, indent)),
        Argument::Chain(head, calls) if calls.is_empty() => broken(head, indent, indent, 1),
        Argument::Chain(head, calls) => {
            let head = broken(head, indent, indent, 0);
            chain(&head, calls, indent)
        }
        Argument::Row(pairs) => {
            let pairs = pairs.iter();
            let pairs = pairs.map(|(name, value)| format!("{pad}    {name} => {value},\n"));
            format!("row! {{\n{}{pad}}}", pairs.collect::<String>())
        }
        Argument::Block(of, lines) => format!("|{of}| {{\n{}{pad}}}", body(lines, indent + TAB)),
    }
}

/// The elements of an array that is broken, whose bracket is at an indentation.
fn elements(items: &[Argument], indent: usize) -> String {
    let indent = indent + TAB;
    let pad = " ".repeat(indent);
    let is_short = |item: &String| width(item) <= SHORT;
    let flat: Option<Vec<String>> = items
        .iter()
        .map(|item| flat_argument(item).filter(is_short))
        .collect();
    let Some(flat) = flat else {
        let each = |item| format!("{pad}{},\n", on_a_line(item, indent));
        return items.iter().map(each).collect();
    };
    let mut out = String::new();
    let mut line = pad.clone();
    for item in &flat {
        if width(&line) > indent {
            if width(&line) + 1 + width(item) + 1 > LINE {
                out.push_str(&line);
                out.push('\n');
                line.clone_from(&pad);
            } else {
                line.push(' ');
            }
        }
        line.push_str(item);
        line.push(',');
    }
    out + &line + "\n"
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::*;

    /// What rustfmt makes of a text.
    fn rustfmt(source: &str) -> String {
        let mut rustfmt = Command::new("rustfmt")
            .args(["--edition", "2024"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = rustfmt.stdin.take().unwrap();
        stdin.write_all(source.as_bytes()).unwrap();
        drop(stdin);
        let output = rustfmt.wait_with_output().unwrap();
        assert!(output.status.success(), "{source}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn name(length: usize) -> String {
        "n".repeat(length)
    }

    /// Statements of the forms that migrations have, with names of a length.
    fn statements(length: usize) -> Vec<Line> {
        let long = || text(&name(length));
        let plain = |source: &str| Argument::Plain(source.to_owned());
        let call = |name: &str, arguments| Call::new(name, arguments);
        let list = |count| vec![name(length); count];
        let columns = vec![
            Line::Calls("t", vec![call("string", vec![long(), plain("200")])]),
            Line::Calls(
                "t",
                vec![
                    call("string", vec![long(), plain("200")]),
                    call("optional", vec![]),
                    call("unique", vec![]),
                ],
            ),
            Line::Calls("t", vec![call("references", vec![long(), long()])]),
            Line::Calls("t", vec![call("primary_key", vec![texts(&list(3))])]),
            Line::Calls(
                "t",
                vec![
                    call("string", vec![text("title"), plain("200")]),
                    call("default", vec![long()]),
                ],
            ),
        ];
        let mut lines = vec![
            Line::Comment("a comment".to_owned()),
            Line::Calls("schema", vec![call("drop_table", vec![long()])]),
            Line::Calls(
                "schema",
                vec![call(
                    "create_table",
                    vec![long(), Argument::Block("t", columns)],
                )],
            ),
        ];
        let sentence = |count: usize| Argument::Text(vec![name(length); count].join(" "));
        let chain = |calls| Argument::Chain(call("expr", vec![sentence(1)]), calls);
        for count in [1, 2, 3, 8] {
            let on = |text| call("on", vec![plain("Mysql"), text]);
            for handed in [
                vec![sentence(count)],
                vec![text("title"), sentence(count)],
                vec![text("title"), chain(vec![on(sentence(count))])],
                vec![
                    text("title"),
                    Argument::Chain(call("expr", vec![sentence(count)]), vec![]),
                ],
                vec![Argument::Chain(call("expr", vec![sentence(count)]), vec![])],
                vec![
                    text("a"),
                    Argument::Text(format!("of some length\n{}\nb", name(length))),
                ],
            ] {
                let said = call("create_view", handed.clone());
                lines.push(Line::Calls("schema", vec![said.clone()]));
                lines.push(Line::Calls(
                    "schema",
                    vec![said.clone(), Call::bare("or_replace")],
                ));
                let using = call("using", handed);
                lines.push(Line::Calls("t", vec![said, using]));
            }
        }
        for count in [1, 2, 4, 12] {
            let pairs = vec![("\"a\"".to_owned(), literal(&name(length))); count];
            let rows = vec![Argument::Row(pairs.clone()); count];
            lines.push(Line::Calls(
                "schema",
                vec![call("insert", vec![text("posts"), Argument::Row(pairs)])],
            ));
            lines.push(Line::Calls(
                "schema",
                vec![call(
                    "insert_many",
                    vec![text("posts"), Argument::List(rows)],
                )],
            ));
            let parts =
                vec![Argument::Chain(call("col", vec![long()]), vec![Call::bare("desc")]); count];
            lines.push(Line::Calls(
                "schema",
                vec![call(
                    "create_index",
                    vec![text("posts"), Argument::List(parts)],
                )],
            ));
            let index = call("create_index", vec![text("posts"), texts(&list(count))]);
            lines.push(Line::Calls("schema", vec![index.clone()]));
            lines.push(Line::Calls("schema", vec![index, call("unique", vec![])]));
        }
        lines
    }

    #[test]
    fn what_is_written_is_what_rustfmt_prints_whatever_the_length_of_the_names() {
        for length in 1..=63 {
            let source = format!("fn f() {{\n{}}}\n", body(&statements(length), 4));
            assert_eq!(source, rustfmt(&source), "names of {length} letters");
        }
    }
}

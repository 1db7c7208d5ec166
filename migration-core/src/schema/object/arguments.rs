//! The arguments of a routine: told apart as far as it takes to name their types.
//!
//! Two functions of one name are told apart by the types of what goes in
//! (<https://www.postgresql.org/docs/current/xfunc-overload.html>).

use std::fmt;

/// A list of arguments, as in `a integer, INOUT b text DEFAULT 'x'`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arguments(Vec<Argument>);

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Argument {
    /// `OUT`, `INOUT`, `VARIADIC`; nothing for `IN`.
    mode: String,
    name: Option<String>,
    /// As [`type_name`] writes it.
    type_name: String,
    default: Option<String>,
}

impl Arguments {
    pub(crate) fn parse(text: &str) -> Self {
        Self::parse_by(text, type_name)
    }

    /// With what types are limited to, which routines of MySQL do not forget.
    pub(crate) fn parse_with_limits(text: &str) -> Self {
        Self::parse_by(text, type_with_limits)
    }

    fn parse_by(text: &str, type_name: fn(&str) -> String) -> Self {
        let parts = split(text, ',').into_iter().map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        Self(parts.map(|part| argument(part, type_name)).collect())
    }

    /// The types of what goes in: `integer, text`.
    pub(crate) fn identity(&self) -> String {
        let given = self.0.iter().filter(|it| it.mode != "OUT");
        let types: Vec<&str> = given.map(|it| it.type_name.as_str()).collect();
        types.join(", ")
    }

    /// The types of all, of what comes out too.
    pub(crate) fn types(self) -> Vec<String> {
        self.0.into_iter().map(|it| it.type_name).collect()
    }
}

/// In one way of writing.
impl fmt::Display for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, argument) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            if !argument.mode.is_empty() {
                write!(f, "{} ", argument.mode)?;
            }
            if let Some(name) = &argument.name {
                write!(f, "{name} ")?;
            }
            f.write_str(&argument.type_name)?;
            if let Some(default) = &argument.default {
                write!(f, " DEFAULT {default}")?;
            }
        }
        Ok(())
    }
}

/// `[mode] [name] type [DEFAULT value]`.
fn argument(text: &str, type_name: fn(&str) -> String) -> Argument {
    let (declared, default) = without_default(text);
    let mut words: Vec<&str> = split(declared, ' ');
    words.retain(|word| !word.trim().is_empty());
    let mode = words.first().map(|word| word.to_ascii_uppercase());
    let mode = match mode.as_deref() {
        Some(mode @ ("IN" | "OUT" | "INOUT" | "VARIADIC")) if words.len() > 1 => {
            words.remove(0);
            if mode == "IN" { "" } else { mode }.to_owned()
        }
        Some(_) | None => String::new(),
    };
    let name = (words.len() > 1 && !is_one_type(&words)).then(|| unquoted(words.remove(0)));
    Argument {
        mode,
        name,
        type_name: type_name(&words.join(" ")),
        default: default.map(|text| text.trim().to_owned()),
    }
}

/// A plain name says the same with and without its quotes.
fn unquoted(name: &str) -> String {
    let inner = (name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"')))
    .or_else(|| {
        name.strip_prefix('`')
            .and_then(|name| name.strip_suffix('`'))
    });
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match inner {
        Some(inner) if inner.chars().all(plain) => inner.to_owned(),
        Some(_) | None => name.to_owned(),
    }
}

fn without_default(text: &str) -> (&str, Option<&str>) {
    let lower = text.to_ascii_lowercase();
    let word = lower
        .find(" default ")
        .map(|at| (at, at + " default ".len()));
    let equals = text
        .find(":=")
        .map(|at| (at, at + 2))
        .or_else(|| text.find('=').map(|at| (at, at + 1)));
    match word.into_iter().chain(equals).min() {
        Some((end, start)) => (&text[..end], Some(&text[start..])),
        None => (text, None),
    }
}

/// Types of several words, by the first two of them.
fn is_one_type(words: &[&str]) -> bool {
    let word = |at: usize| {
        words
            .get(at)
            .map(|word| word.to_ascii_lowercase())
            .unwrap_or_default()
    };
    let second = word(1);
    match word(0).split('(').next().unwrap_or_default() {
        "double" => second.starts_with("precision"),
        "character" | "char" | "bit" | "nchar" => second.starts_with("varying"),
        "national" => second.starts_with("char"),
        "time" | "timestamp" => second == "with" || second == "without" || second.starts_with('('),
        "interval" => {
            ["year", "month", "day", "hour", "minute", "second"].contains(&second.as_str())
        }
        "setof" => true,
        "varchar" | "decimal" | "numeric" | "varbit" => second.starts_with('('),
        "tinyint" | "smallint" | "int" | "integer" | "bigint" | "float" => {
            second.starts_with('(') || second == "unsigned" || second == "signed"
        }
        _ => false,
    }
}

/// The name of a type as PostgreSQL writes it, without what it is limited to: `varchar(20)` is `character varying`, as
/// functions forget such limits.
pub(crate) fn type_name(text: &str) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    while let (Some(open), Some(close)) = (text.find('('), text.find(')')) {
        if close < open {
            break;
        }
        text.replace_range(open..=close, "");
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (element, array) = match text.find('[') {
        Some(at) => (text[..at].trim(), "[]"),
        None => (text.as_str(), ""),
    };
    if element.contains('"') {
        return format!("{element}{array}");
    }
    let lower = element.to_ascii_lowercase();
    let name = match lower.as_str() {
        "int" | "int4" | "serial" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "bool" => "boolean",
        "float8" | "float" | "double" => "double precision",
        "float4" => "real",
        "decimal" | "dec" => "numeric",
        "varchar" | "char varying" => "character varying",
        "char" | "bpchar" => "character",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        "timetz" => "time with time zone",
        "time" => "time without time zone",
        "varbit" => "bit varying",
        other => other,
    };
    format!("{name}{array}")
}

/// As [`type_name`], with what the type is limited to: `decimal(5,2) unsigned`. The width that an integer is shown with limits
/// nothing, and 10 digits are what a decimal has that says none.
fn type_with_limits(text: &str) -> String {
    let name = type_name(text);
    let limit = text
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    let Some((limit, _)) = limit else {
        return name;
    };
    let limit = limit.split_whitespace().collect::<String>();
    let first = name.split(' ').next().unwrap_or_default();
    let counts = [
        "tinyint",
        "smallint",
        "mediumint",
        "integer",
        "int",
        "bigint",
        "year",
    ];
    let is_usual =
        matches!(first, "numeric" | "decimal") && matches!(limit.as_str(), "10" | "10,0");
    if counts.contains(&first) || is_usual {
        return name;
    }
    match name.strip_suffix(" unsigned") {
        Some(name) => format!("{name}({limit}) unsigned"),
        None => format!("{name}({limit})"),
    }
}

/// Splits outside of parentheses and quotes.
fn split(text: &str, by: char) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match c {
            _ if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '"' | '\'' | '`' => quote = Some(c),
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && (c == by || by == ' ' && c.is_whitespace()) => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_arguments_are_told_from_their_names() {
        let identity = |text: &str| Arguments::parse(text).identity();
        assert_eq!(identity(""), "");
        assert_eq!(
            identity("a int, b varchar(20) DEFAULT 'x, y'"),
            "integer, character varying"
        );
        assert_eq!(
            identity("integer, double precision"),
            "integer, double precision"
        );
        assert_eq!(
            identity("IN a numeric(10, 2), OUT b text, INOUT c text[]"),
            "numeric, text[]"
        );
        assert_eq!(
            identity("\"Odd Name\" timestamptz = now()"),
            "timestamp with time zone"
        );
        assert_eq!(identity("VARIADIC list audit.level[]"), "audit.level[]");
        assert_eq!(
            identity("x timestamp(3) with time zone"),
            "timestamp with time zone"
        );
    }

    #[test]
    fn routines_of_mysql_keep_the_limits_of_types() {
        let written = |text| Arguments::parse_with_limits(text).to_string();
        assert_eq!(
            written("IN a DECIMAL(10, 2) UNSIGNED, OUT b int(11), c varchar(20), d decimal(10,0)"),
            "a decimal(10,2) unsigned, OUT b integer, c character varying(20), d numeric"
        );
    }

    #[test]
    fn arguments_have_one_way_of_writing() {
        let written = Arguments::parse("IN `a` int(11),b  varchar(20):=  'x'").to_string();
        assert_eq!(written, "a integer, b character varying DEFAULT 'x'");
    }
}

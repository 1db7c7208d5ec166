//! `$1` on a database that only knows `?`.

/// The query with `?` for each `$n` outside of quotes and comments, and which value each of them stands for, counted
/// from 0.
pub(super) fn to_question_marks(sql: &str) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(sql.len());
    let mut order = Vec::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '\'' | '"' | '`' => quoted(rest, c),
            '-' if rest.starts_with("-- ") => rest.find('\n').unwrap_or(rest.len()),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '$' => {
                let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
                match rest[1..=digits].parse::<usize>() {
                    Ok(n) if n > 0 => {
                        out.push('?');
                        order.push(n - 1);
                        rest = &rest[1 + digits..];
                        continue;
                    }
                    _ => 1,
                }
            }
            // `a$1` is a name.
            c if c.is_alphanumeric() || c == '_' => rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        out.push_str(&rest[..skipped]);
        rest = &rest[skipped..];
    }
    (out, order)
}

/// How long a quoted text is, quotes included. A backslash escapes in strings; a doubled quote begins the next text, which
/// comes to the same.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_placeholders_become_question_marks_in_the_order_of_use() {
        let cases = [
            ("SELECT $1", "SELECT ?", vec![0]),
            (
                "a = $2 AND b = $1 OR c = $2",
                "a = ? AND b = ? OR c = ?",
                vec![1, 0, 1],
            ),
            (
                "'$1' \"$1\" `$1` 'it''s $1' '\\'$1'",
                "'$1' \"$1\" `$1` 'it''s $1' '\\'$1'",
                vec![],
            ),
            (
                "a$1 -- $1\n$1 /* $1 */ # $1",
                "a$1 -- $1\n? /* $1 */ # $1",
                vec![0],
            ),
            ("$12", "?", vec![11]),
            ("$", "$", vec![]),
            ("$0 é$1 ü", "$0 é$1 ü", vec![]),
            ("'unclosed $1", "'unclosed $1", vec![]),
        ];
        for (sql, expected, order) in cases {
            assert_eq!(
                to_question_marks(sql),
                (expected.to_owned(), order),
                "{sql}"
            );
        }
    }
}

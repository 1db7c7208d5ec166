//! SQL cut into tokens, and a cursor that walks over them.
//!
//! <https://www.sqlite.org/lang_keywords.html>. What the cursor does not understand is `None`, never a guess.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a bare name.
    Word,
    /// A name in `"`, `` ` `` or `[`.
    Name,
    /// `'text'`.
    Text,
    /// `x'00ff'`.
    Bytes,
    /// A number, without its sign.
    Number,
    /// Any other character.
    Sign,
}

/// A token as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    start: usize,
}

impl Token<'_> {
    /// Whether it is this bare word, in any case.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    /// What it names, or says, without its quotes.
    pub(super) fn unquoted(&self) -> Option<String> {
        let inner = || self.text.get(1..self.text.len().saturating_sub(1));
        match self.kind {
            Kind::Word => Some(self.text.to_owned()),
            Kind::Name if self.text.starts_with('[') => inner().map(str::to_owned),
            Kind::Name | Kind::Text => {
                let quote = self.text.get(..1)?;
                Some(inner()?.replace(&quote.repeat(2), quote))
            }
            Kind::Bytes | Kind::Number | Kind::Sign => None,
        }
    }
}

/// A place between the tokens of a text.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut start = 0;
        while let Some(first) = sql[start..].chars().next() {
            let rest = &sql[start..];
            let (kind, len) = token(rest, first);
            if let Some(kind) = kind {
                let text = &rest[..len];
                tokens.push(Token { kind, text, start });
            }
            start += len;
        }
        Self { sql, tokens, at: 0 }
    }

    /// The next token, which stays the next.
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Goes past these words, if they are next.
    pub(super) fn take(&mut self, words: &[&str]) -> bool {
        let next = self.tokens.get(self.at..self.at + words.len());
        let found = next.is_some_and(|next| next.iter().zip(words).all(|(t, word)| t.is(word)));
        if found {
            self.at += words.len();
        }
        found
    }

    /// Goes past a sign, if it is next.
    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_sign(sign));
        self.at += usize::from(found);
        found
    }

    /// A name, which SQLite takes in the quotes of a text too.
    pub(super) fn name(&mut self) -> Option<String> {
        self.next()?.unquoted()
    }

    /// What stands between the parenthesis that is next and its other half.
    pub(super) fn group(&mut self) -> Option<&'a str> {
        let open = self.peek().filter(|token| token.is_sign("("))?;
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            if token.is_sign("(") {
                depth += 1;
            } else if token.is_sign(")") {
                depth -= 1;
            }
            if depth == 0 {
                return Some(self.sql[open.start + 1..token.start].trim());
            }
        }
        None
    }

    /// The names in the parentheses that are next, and whether each is nothing but a name.
    pub(super) fn names(&mut self) -> Option<(Vec<String>, bool)> {
        let (mut names, mut plain) = (Vec::new(), true);
        for item in items(self.group()?) {
            let mut cursor = Cursor::new(item);
            names.push(cursor.name()?);
            plain &= cursor.is_at_end();
        }
        Some((names, plain))
    }

    /// Where the next token starts in the text.
    pub(super) fn place(&self) -> usize {
        self.peek().map_or(self.sql.len(), |token| token.start)
    }

    /// Where the last token ended.
    pub(super) fn end(&self) -> usize {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.map_or(0, |token| token.start + token.text.len())
    }

    /// The text from a place up to the last token.
    pub(super) fn since(&self, place: usize) -> &'a str {
        self.sql.get(place..self.end()).unwrap_or_default()
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a str {
        self.sql[self.place()..].trim()
    }
}

/// A list cut at its commas, those in parentheses left alone.
pub(super) fn items(list: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for token in &Cursor::new(list).tokens {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                items.push(list[start..token.start].trim());
                start = token.start + 1;
            }
            _ => {}
        }
    }
    items.push(list[start..].trim());
    items
}

/// The kind and length of the token that a text starts with; space and comments are of no kind.
fn token(rest: &str, first: char) -> (Option<Kind>, usize) {
    let until = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    let run = |goes_on: fn(char) -> bool| rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
    match first {
        c if c.is_whitespace() => (None, run(char::is_whitespace)),
        '-' if rest.starts_with("--") => (None, until("\n")),
        '/' if rest.starts_with("/*") => (None, until("*/")),
        '\'' => (Some(Kind::Text), quoted_len(rest, first)),
        '"' | '`' => (Some(Kind::Name), quoted_len(rest, first)),
        '[' => (Some(Kind::Name), until("]")),
        'x' | 'X' if rest[1..].starts_with('\'') => {
            (Some(Kind::Bytes), 1 + quoted_len(&rest[1..], '\''))
        }
        c if c.is_ascii_digit() => (Some(Kind::Number), number_len(rest)),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            (Some(Kind::Number), number_len(rest))
        }
        c if is_word(c) => (Some(Kind::Word), run(is_word)),
        c => (Some(Kind::Sign), c.len_utf8()),
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii()
}

/// `1`, `1.5`, `.5`, `1e-5`, `0xff`.
fn number_len(rest: &str) -> usize {
    let mut before = ' ';
    let is_hex = rest.starts_with("0x") || rest.starts_with("0X");
    let ends = |c: char| {
        let signed = matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !is_hex;
        before = c;
        !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || signed)
    };
    rest.find(ends).unwrap_or(rest.len())
}

/// The length of a quoted text at the start of `rest`, both quotes included; a doubled quote is part of it.
fn quoted_len(rest: &str, quote: char) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        Cursor::new(sql).tokens.iter().map(|t| t.text).collect()
    }

    #[test]
    fn every_kind_of_quote_and_comment_is_one_token_or_none() {
        let sql = "a -- x ( '\n \"b\"\"(\" /* ) */ [c) d] `e``f` 'it''s' x'0f' 1.5e-3 .5 é$1 <";
        let expected = [
            "a",
            "\"b\"\"(\"",
            "[c) d]",
            "`e``f`",
            "'it''s'",
            "x'0f'",
            "1.5e-3",
            ".5",
            "é$1",
            "<",
        ];
        assert_eq!(texts(sql), expected);
    }

    #[test]
    fn names_lose_their_quotes() {
        for (sql, name) in [
            ("a", "a"),
            ("\"a\"\"b\"", "a\"b"),
            ("[a\"b]", "a\"b"),
            ("`a``b`", "a`b"),
            ("'a''b'", "a'b"),
        ] {
            assert_eq!(Cursor::new(sql).name().as_deref(), Some(name));
        }
        assert_eq!(Cursor::new("1").name(), None);
    }

    #[test]
    fn a_group_ends_at_its_own_parenthesis() {
        let mut cursor = Cursor::new("( a (')') \")\" ) , b");
        assert_eq!(cursor.group(), Some("a (')') \")\""));
        assert!(cursor.take_sign(","));
        assert_eq!(cursor.rest(), "b");
        assert_eq!(Cursor::new("(a").group(), None);
        assert_eq!(items("a, f(b, c), ','"), ["a", "f(b, c)", "','"]);
    }

    #[test]
    fn a_text_that_is_cut_off_is_no_panic() {
        for sql in ["'", "\"", "[", "x'", "/*", "--", "(", "é'", "x", "'é"] {
            let mut cursor = Cursor::new(sql);
            while let Some(token) = cursor.next() {
                let _ = token.unquoted();
            }
            assert!(cursor.is_at_end());
        }
    }
}

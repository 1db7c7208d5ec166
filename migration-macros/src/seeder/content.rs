//! What the content of a seeder is, as far as a macro sees it: the tokens of its code, and the files that these include.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::LitStr;

/// The content.
pub struct Content {
    /// A hash of the tokens.
    pub hash: u64,
    /// The files of each `include_str!("...")` and `include_bytes!("...")`.
    pub files: Vec<LitStr>,
}

/// The content of code.
///
/// Neither spaces and comments count, nor documentation, nor a comma behind the last of a list, which formatting adds and
/// takes away.
pub fn of(code: TokenStream) -> Content {
    let mut reader = Reader {
        hash: Hash(0xcbf2_9ce4_8422_2325),
        files: Vec::new(),
    };
    reader.read(code);
    Content {
        hash: reader.hash.0,
        files: reader.files,
    }
}

struct Reader {
    hash: Hash,
    files: Vec<LitStr>,
}

impl Reader {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let next = tokens.get(at + 1);
            match token {
                TokenTree::Punct(hash) if hash.as_char() == '#' && next.is_some_and(is_doc) => {
                    at += 1;
                }
                TokenTree::Punct(comma) if comma.as_char() == ',' && next.is_none() => {}
                TokenTree::Punct(punct) => self.hash.part(&punct.as_char().to_string()),
                TokenTree::Ident(word) => {
                    let word = word.to_string();
                    if matches!(word.as_str(), "include_str" | "include_bytes") {
                        self.files.extend(file_of(next, tokens.get(at + 2)));
                    }
                    self.hash.part(&word);
                }
                TokenTree::Literal(literal) => self.hash.part(&literal.to_string()),
                TokenTree::Group(group) => self.group(group),
            }
            at += 1;
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            // What a macro of the user's own has put in: nobody wrote it.
            Delimiter::None => return self.read(group.stream()),
        };
        self.hash.part(open);
        self.read(group.stream());
        self.hash.part(close);
    }
}

/// Whether a group is that of `#[doc = "..."]`, which a comment of three slashes becomes.
fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(word)) if word == "doc")
}

/// The file in `!("file")`, where that is a text and nothing else.
fn file_of(bang: Option<&TokenTree>, arguments: Option<&TokenTree>) -> Option<LitStr> {
    match (bang, arguments) {
        (Some(TokenTree::Punct(bang)), Some(TokenTree::Group(arguments)))
            if bang.as_char() == '!' =>
        {
            syn::parse2(arguments.stream()).ok()
        }
        _ => None,
    }
}

/// FNV-1a, as the runtime has it: a hash that is the same in every build.
struct Hash(u64);

impl Hash {
    fn part(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 ^= u64::from(byte);
            self.0 = self.0.wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(code: &str) -> Content {
        of(code.parse().expect("these are tokens"))
    }

    fn hash(code: &str) -> u64 {
        content(code).hash
    }

    const CODE: &str = "async fn run(&self) { f(1, \"a b\", [c]); }";

    #[test]
    fn formatting_and_comments_are_not_content() {
        for same in [
            "async fn run(&self){f(1,\"a b\",[c]);}",
            "async fn run(\n    &self,\n) {\n    f(\n        1,\n        \"a b\",\n        [c,],\n    );\n}",
            "/// Documented.\nasync fn run(&self) { // why\n f(1, /* b */ \"a b\", [c]); }",
        ] {
            assert_eq!(hash(same), hash(CODE), "{same}");
        }
    }

    #[test]
    fn every_word_and_value_is_content() {
        for other in [
            "async fn run(&self) { f(2, \"a b\", [c]); }",
            "async fn run(&self) { f(1, \"a  b\", [c]); }",
            "async fn run(&self) { f(1, \"a b\", (c)); }",
            "async fn run(&self) { g(1, \"a b\", [c]); }",
            "async fn run(&self) { f(1, \"a b\", [c])?; }",
            "#[inline] async fn run(&self) { f(1, \"a b\", [c]); }",
            "async fn run(&self) { f(1, \"a b\"), [c]; }",
        ] {
            assert_ne!(hash(other), hash(CODE), "{other}");
        }
        assert_ne!(hash("a b"), hash("ab"));
    }

    #[test]
    fn included_files_are_found() {
        let code = "f(include_str!(\"a.txt\"), [include_bytes! { \"b.bin\" }], include_str!(concat!(\"c\")), include_str)";
        let files: Vec<String> = content(code).files.iter().map(LitStr::value).collect();
        assert_eq!(files, ["a.txt", "b.bin"]);
    }
}

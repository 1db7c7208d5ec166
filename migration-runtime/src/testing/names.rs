//! What the databases of tests are called, so that they can be told from all others, and from each other.
//!
//! | | |
//! | --- | --- |
//! | `shop_test_0123456789` | the template of a history |
//! | `shop_test_0123456789_w3` | the third of those in which tests run one after the other |
//! | `shop_test_0123456789_r17_4` | a copy that is ready for a test |
//! | `shop_test_0123456789_c17_5` | a copy that a test has |
//! | `shop_test_0123456789_k17_6` | what a test that failed left |

/// How much of a name is the base's own: what PostgreSQL allows (63 bytes), less what comes after it.
const LONGEST: usize = 34;

/// The names of one history's databases.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// `shop_test`.
    base: String,
    /// `0123456789`.
    print: String,
}

/// What a database of a test is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Template,
    Worker,
    Ready,
    Copy,
    Kept,
}

impl Names {
    pub(super) fn new(base: &str, print: &str) -> Self {
        Self {
            base: shortened(base),
            print: print.to_owned(),
        }
    }

    /// What all begin with, those of other histories among them.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn template(&self) -> String {
        format!("{}_{}", self.base, self.print)
    }

    pub(super) fn worker(&self, number: u32) -> String {
        format!("{}_w{number}", self.template())
    }

    /// A name that no other process and no other call gets.
    pub(super) fn own(&self, role: Role) -> String {
        use std::sync::atomic::{AtomicU32, Ordering};
        static GIVEN: AtomicU32 = AtomicU32::new(0);
        let number = GIVEN.fetch_add(1, Ordering::Relaxed);
        let letter = match role {
            Role::Ready => 'r',
            Role::Copy => 'c',
            Role::Kept => 'k',
            Role::Template | Role::Worker => 'x',
        };
        format!(
            "{}_{letter}{}_{number}",
            self.template(),
            std::process::id()
        )
    }

    /// Whether it is one of this history.
    pub(super) fn is_of_this(&self, name: &str) -> bool {
        name.strip_prefix(&self.template())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    }
}

/// What a name says that a database is for, if it is one of a test; `base` is what it begins with.
pub(super) fn role(base: &str, name: &str) -> Option<Role> {
    let rest = name.strip_prefix(&shortened(base))?.strip_prefix('_')?;
    let (print, rest) = rest.split_at_checked(PRINT)?;
    if !print
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    {
        return None;
    }
    let number = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    match (rest.get(..2), rest.get(2..)) {
        _ if rest.is_empty() => Some(Role::Template),
        (Some("_w"), Some(n)) if number(n) => Some(Role::Worker),
        (Some("_r"), Some(n)) if number(n) => Some(Role::Ready),
        (Some("_c"), Some(n)) if number(n) => Some(Role::Copy),
        (Some("_k"), Some(n)) if number(n) => Some(Role::Kept),
        _ => None,
    }
}

/// What comes before the history's part of a name, and what the rest says, if it is one of a test.
pub(super) fn parts(name: &str) -> Option<(&str, Role)> {
    let ends = name.rmatch_indices('_').map(|(at, _)| name.split_at(at));
    let mut found = ends.filter_map(|(base, rest)| Some((base, role("", rest)?)));
    found.next()
}

/// Whether a database is called after this base; all are after none. On SQLite names are those of files.
pub(super) fn is_of_base(base: &str, name: &str) -> bool {
    if base.is_empty() || name.contains('/') {
        return true;
    }
    let rest = name.strip_prefix(&shortened(base));
    rest.is_some_and(|rest| role("", rest).is_some())
}

/// How long the part is that tells histories apart.
pub(super) const PRINT: usize = 10;

/// Whether a database of this name is one for tests, whatever is in it.
pub(super) fn is_for_tests(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "test" || name.ends_with("_test") || name.ends_with("-test")
}

/// A package's name as that of a database.
pub(super) fn of_package(package: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let name: String = package.chars().map(plain).collect();
    match is_for_tests(&name) {
        true => name,
        false => format!("{name}_test"),
    }
}

/// The begin of a name, and what tells it from others with the same begin.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let mut hash = crate::hash::Hash::new();
    hash.write(name.as_bytes());
    let mut end = LONGEST - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{:08x}", &name[..end], hash.finish() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_says_what_it_is_for_and_nothing_else_does() {
        let names = Names::new("shop_test", "0123456789");
        for (name, expected) in [
            (names.template(), Some(Role::Template)),
            (names.worker(3), Some(Role::Worker)),
            (names.own(Role::Ready), Some(Role::Ready)),
            (names.own(Role::Copy), Some(Role::Copy)),
            (names.own(Role::Kept), Some(Role::Kept)),
            ("shop_test".to_owned(), None),
            ("shop_test_data".to_owned(), None),
            ("shop_test_0123456789_archive".to_owned(), None),
            ("shop_test_0123456789_w".to_owned(), None),
            ("shop_test_012345678X".to_owned(), None),
            ("shop_0123456789".to_owned(), None),
        ] {
            assert_eq!(role("shop_test", &name), expected, "{name}");
        }
        let kept = "a_w_c_test_cd2da8b67d_k17_0";
        assert_eq!(parts(kept), Some(("a_w_c_test", Role::Kept)));
        assert_eq!(parts("shop_test"), None);
        assert!(names.is_of_this(&names.worker(3)) && !names.is_of_this("shop_test_01234567890"));
    }

    #[test]
    fn the_longest_name_is_one_that_every_database_takes() {
        let names = Names::new(&"ü".repeat(200), "0123456789");
        for name in [names.worker(99_999), names.own(Role::Copy)] {
            assert!(name.len() <= 63, "{} bytes: {name}", name.len());
        }
        let others = [
            Names::new(&format!("{}1_test", "a".repeat(60)), "0123456789"),
            Names::new(&format!("{}2_test", "a".repeat(60)), "0123456789"),
        ];
        assert_ne!(others[0].template(), others[1].template());
    }

    #[test]
    fn only_what_is_called_a_test_is_one() {
        for (name, expected) in [
            ("shop_test", true),
            ("test", true),
            ("shop-test", true),
            ("shop", false),
            ("contest", false),
            ("test_results", false),
            ("production", false),
        ] {
            assert_eq!(is_for_tests(name), expected, "{name}");
        }
        assert_eq!(of_package("my-shop"), "my_shop_test");
        assert_eq!(of_package("shop_test"), "shop_test");
    }
}

//! Which environment this is: what the program says, else the variable `MIGRATORY_ENV`, else what the database is stamped
//! with, else `development`.

/// The variable.
const VARIABLE: &str = "MIGRATORY_ENV";
/// What it is when nobody says.
const DEFAULT: &str = "development";

/// The environment that somebody says.
pub(super) fn said(said: Option<&str>) -> Option<String> {
    choose(said, std::env::var(VARIABLE).ok().as_deref())
}

/// The environment of a run: what somebody says, else what the database is stamped with.
pub(super) fn of_run(said: Option<String>, stamp: Option<&str>) -> String {
    said.unwrap_or_else(|| stamp.unwrap_or(DEFAULT).to_owned())
}

fn choose(said: Option<&str>, variable: Option<&str>) -> Option<String> {
    let mut given = [said, variable].into_iter().flatten().map(str::trim);
    given.find(|name| !name.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_says_goes_before_the_variable() {
        for (said, variable, chosen) in [
            (Some("test"), Some("production"), Some("test")),
            (None, Some(" production "), Some("production")),
            (Some(""), Some("production"), Some("production")),
            (None, Some(""), None),
            (None, None, None),
        ] {
            assert_eq!(choose(said, variable).as_deref(), chosen);
        }
        assert_eq!(of_run(None, Some("staging")), "staging");
        assert_eq!(of_run(None, None), "development");
    }
}

//! Comments on types and objects, and grants.

use super::order::Differ;
use crate::operation::{CommentOnEnum, CommentOnObject, Grant, Revoke};

impl Differ<'_> {
    pub(super) fn comments_and_grants(&mut self) {
        for (name, to) in &self.to.enums {
            let from = self.state.enum_type(name);
            if from.is_some_and(|from| from.comment != to.comment) {
                self.attempt(CommentOnEnum {
                    name: name.clone(),
                    comment: to.comment.clone(),
                });
            }
        }
        for id in self.to.objects.keys() {
            let (from, to) = (
                self.state.object_comments.get(id),
                self.to.object_comments.get(id),
            );
            if from != to && self.state.objects.contains_key(id) {
                self.attempt(CommentOnObject {
                    id: id.clone(),
                    comment: to.cloned(),
                });
            }
        }
        self.revoke();
        self.grant();
    }

    fn revoke(&mut self) {
        let before = self.state.grants.clone();
        for ((on, role), privileges) in before {
            let key = (on.clone(), role.clone());
            let to = self.to.grants.get(&key);
            let revoke = |privileges, grant_option_only| Revoke {
                privileges,
                on: on.clone(),
                from: vec![role.clone()],
                grant_option_only,
            };
            let to = |privilege| to.and_then(|to| to.get(privilege));
            let gone = privileges.keys().filter(|it| to(it).is_none());
            let gone: Vec<_> = gone.copied().collect();
            let less = privileges
                .iter()
                .filter(|(it, option)| **option && to(it) == Some(&false));
            let less: Vec<_> = less.map(|(privilege, _)| *privilege).collect();
            if !gone.is_empty() {
                self.attempt(revoke(gone, false));
            }
            if !less.is_empty() {
                self.attempt(revoke(less, true));
            }
        }
    }

    fn grant(&mut self) {
        for ((on, role), privileges) in &self.to.grants {
            let key = (on.clone(), role.clone());
            for with_grant_option in [false, true] {
                let from = self.state.grants.get(&key);
                let has = |privilege| from.and_then(|from| from.get(privilege)).copied();
                let new = privileges.iter().filter(|(privilege, option)| {
                    **option == with_grant_option && has(privilege) != Some(**option)
                });
                let new: Vec<_> = new.map(|(privilege, _)| *privilege).collect();
                if !new.is_empty() {
                    self.attempt(Grant {
                        privileges: new,
                        on: on.clone(),
                        to: vec![role.clone()],
                        with_grant_option,
                    });
                }
            }
        }
    }
}

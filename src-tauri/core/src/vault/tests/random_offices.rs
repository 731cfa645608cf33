//! Offices in which anything happens in any order: afterwards exactly the active accounts' latest passwords
//! open the present data key.

use super::*;
use std::collections::BTreeMap;

const STEPS: usize = 24;

/// What must hold of an account.
#[derive(Clone)]
struct Expected {
    password: String,
    active: bool,
}

struct Story {
    office: TestOffice,
    inbox: Inbox,
    /// The password that was asked for with each request.
    asked: BTreeMap<String, String>,
    expected: BTreeMap<i64, Expected>,
    /// Passwords that once opened an account and must not any more.
    spent: Vec<(i64, String)>,
    dice: Dice,
    made: usize,
}

impl Story {
    fn new(seed: u64) -> Self {
        let dana = Expected { password: DANA_PASSWORD.into(), active: true };
        Self {
            office: TestOffice::new(),
            inbox: Inbox::default(),
            asked: BTreeMap::new(),
            expected: BTreeMap::from([(1, dana)]),
            spent: vec![],
            dice: Dice(seed),
            made: 0,
        }
    }

    /// A password that nobody had before.
    fn fresh(&mut self) -> String {
        self.made += 1;
        format!(
            "{} {}",
            super::super::words::spoken(&super::super::binding::random().unwrap())[..5].join(" "),
            self.made
        )
    }

    fn any(&mut self) -> i64 {
        let at = self.dice.below(self.expected.len());
        *self.expected.keys().nth(at).unwrap()
    }

    fn user(&self, account: i64) -> String {
        let accounts = self.office.ring.accounts();
        accounts.iter().find(|found| found.id == account).unwrap().user_name.clone()
    }

    fn set(&mut self, account: i64, password: String) {
        let latest = Expected { password, active: true };
        if let Some(before) = self.expected.insert(account, latest) {
            self.spent.push((account, before.password));
        }
    }

    fn step(&mut self) -> &'static str {
        let account = self.any();
        let active = self.expected[&account].active;
        match self.dice.below(10) {
            0 | 1 if self.expected.len() + self.inbox.requests().len() < 6 => {
                let password = self.fresh();
                let user_name = format!("staff{}", self.made);
                let request = self.office.ask(&mut self.inbox, &user_name, &password).unwrap();
                self.asked.insert(request.id(), password);
                "ask"
            }
            2 => {
                let (password, user) = (self.fresh(), self.user(account));
                let asked = self.office.ask_reset(&mut self.inbox, &user, &password).unwrap();
                self.asked.insert(asked.id, password);
                "ask for a reset"
            }
            3 | 4 if !self.inbox.requests().is_empty() => {
                let at = self.dice.below(self.inbox.requests().len());
                let id = self.inbox.requests()[at].id();
                let request = self.inbox.take(&id).unwrap();
                let approved = self.office.ring.approve(&request, &self.office.data_key);
                let stale = request.kind == RequestKind::Reset && !self.expected[&request.number].active;
                assert_eq!(approved.is_err(), stale);
                if !stale {
                    self.set(request.number, self.asked[&id].clone());
                }
                "approve"
            }
            5 => {
                let answer = self.office.ring.disable(account, &self.office.data_key);
                assert_eq!(answer.is_err(), account == self.office.ring.owner());
                if answer.is_ok() {
                    self.expected.get_mut(&account).unwrap().active = false;
                }
                "disable"
            }
            6 => {
                self.office.ring.enable(account, &self.office.data_key).unwrap();
                self.expected.get_mut(&account).unwrap().active = true;
                "enable"
            }
            7 if active => {
                let (old, new) = (secret(&self.expected[&account].password), self.fresh());
                let (ring, key) = (&mut self.office.ring, &self.office.data_key);
                ring.change_password(account, &old, &secret(&new), &Cost::FLOOR, key).unwrap();
                self.set(account, new);
                "change the password"
            }
            8 => {
                self.office.rotate();
                "rotate"
            }
            _ => {
                if active {
                    self.office.ring.move_owner(account, &self.office.data_key).unwrap();
                }
                let (owner, password) = (self.office.ring.owner(), self.fresh());
                let code = self.office.code.shown();
                let recovered = self.office.ring.recover(&code, &secret(&password), &Cost::FLOOR);
                self.office.code = recovered.unwrap().1;
                self.set(owner, password);
                "recover"
            }
        }
    }

    fn check(&mut self, steps: &[&str]) {
        let bytes = self.office.ring.next(&self.office.data_key).unwrap();
        let ring = KeyRing::parse(&bytes).unwrap();
        assert_eq!(ring.accounts().len(), self.expected.len(), "{steps:?}");
        for (account, expected) in &self.expected {
            let user = self.user(*account);
            let opened = ring.sign_in(&self.inbox, &user, &secret(&expected.password));
            let opens = opened.as_ref().is_ok_and(|unlocked| {
                unlocked.account == *account
                    && unlocked.data_key.commitment() == self.office.data_key.commitment()
            });
            assert_eq!(opens, expected.active, "{user} after {steps:?}: {opened:?}");
        }
        for (account, password) in self.spent.iter().rev().take(4) {
            assert!(ring.sign_in(&self.inbox, &self.user(*account), &secret(password)).is_err(), "{steps:?}");
        }
        for request in self.inbox.requests() {
            let password = secret(&self.asked[&request.id()]);
            assert!(ring.sign_in(&self.inbox, &request.user_name, &password).is_err(), "{steps:?}");
        }
        let former = ring.former_keys(&self.office.data_key).unwrap();
        assert_eq!(former.len() as u32, ring.epoch() - 1);
    }
}

#[test]
fn whatever_happens_exactly_the_latest_passwords_of_active_accounts_open_the_office() {
    for seed in 1..=4 {
        let mut story = Story::new(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let mut steps = vec![];
        for _ in 0..STEPS {
            steps.push(story.step());
        }
        story.check(&steps);
    }
}

//! Cells that hold more than their value.

use super::*;

#[test]
fn one_of_several_values() {
    assert_eq!(single("555-0101 ::: 555-0102"), "555-0101");
    assert_eq!(single("p:+15555550101"), "+15555550101");
    assert_eq!(single(" 555-0101 "), "555-0101");
}

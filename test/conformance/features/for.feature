Feature: For

  Scenario: The names of the item and its place have defaults
    Given the workflow:
      """yaml
      do:
        - loop:
            for: { in: .list }
            do:
              - add: { set: { sum: '${ .sum + $item }', list: '${ .list }', last: '${ $index }' } }
      """
    And given the workflow input is:
      """yaml
      { list: [1, 2, 3], sum: 0 }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      { list: [1, 2, 3], sum: 6, last: 2 }
      """
    And add should have run 3 times

  Scenario: As long as the condition holds
    Given the workflow:
      """yaml
      do:
        - loop:
            for: { each: n, in: '[5, 6, 7, 8]', at: i }
            while: $n < 7
            do:
              - keep: { set: { last: '${ $n }', at: '${ $i }' } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      { last: 6, at: 1 }
      """

  Scenario: The condition sees what the iteration before came to
    Given the workflow:
      """yaml
      do:
        - loop:
            for: { in: '[range(100)]' }
            while: .total < 10
            do:
              - add: { set: { total: '${ .total + 4 }' } }
      """
    And given the workflow input is:
      """yaml
      total: 0
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      total: 12
      """

  Scenario: Nothing to go through
    Given the workflow:
      """yaml
      do:
        - loop:
            for: { in: .none }
            do:
              - never: { set: { x: 1 } }
      """
    And given the workflow input is:
      """yaml
      none: []
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      none: []
      """
    And never should not run

  Scenario: A loop in a loop
    Given the workflow:
      """yaml
      do:
        - rows:
            for: { each: row, in: '[[1, 2], [3]]' }
            do:
              - cells:
                  for: { each: cell, in: $row }
                  do:
                    - add: { set: { all: '${ .all + [$row[0] * 10 + $cell] }' } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      all: [11, 12, 33]
      """

  Scenario: An iteration may wait, and the loop goes on after a restart
    Given the workflow:
      """yaml
      do:
        - loop:
            for: { in: '["a", "b", "c"]' }
            do:
              - rest: { wait: { seconds: 1 } }
              - add: { set: { all: '${ .all + [$item] }' } }
              - remember: { set: '${ . }', export: { as: '{ last: .all[-1] }' } }
        - done: { set: { all: '${ .all }', last: '${ $context.last }' } }
      """
    When the workflow is executed
    And 1 second passes
    And the app is restarted
    And 2 seconds pass
    Then the workflow should complete with output:
      """yaml
      { all: [a, b, c], last: c }
      """

  Scenario: What is gone through is settled when the loop begins
    Given the workflow:
      """yaml
      do:
        - loop:
            for: { in: '.list' }
            do:
              - grow: { set: { list: '${ .list + [9] }' } }
      """
    And given the workflow input is:
      """yaml
      list: [1, 2]
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      list: [1, 2, 9, 9]
      """

  Scenario: Anything but a list is an error
    Given the workflow:
      """yaml
      do:
        - loop:
            for: { in: .n }
            do:
              - never: { set: { x: 1 } }
      """
    And given the workflow input is:
      """yaml
      n: 3
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/expression
      instance: /do/0/loop
      """

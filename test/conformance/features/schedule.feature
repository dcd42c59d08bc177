Feature: Schedules

  Scenario: Every so often, whether the run before has ended or not
    Given the workflow heartbeat:
      """yaml
      schedule: { every: { minutes: 10 } }
      do:
        - slow: { wait: { minutes: 15 } }
      """
    When the workflow is added
    Then heartbeat should have 0 runs
    When 10 minutes pass
    Then heartbeat should have 1 run
    When 10 minutes pass
    Then heartbeat should have 2 runs
    When 10 minutes pass
    Then heartbeat should have 3 runs

  Scenario: By the clock
    Given the workflow nightly:
      """yaml
      schedule: { cron: '0 0 * * *' }
      do:
        - note: { set: { ran: true } }
      """
    When the workflow is added
    And 3 days pass
    Then nightly should have 3 runs

  Scenario: So long after the run before has ended
    Given the workflow polite:
      """yaml
      schedule: { after: { minutes: 10 } }
      do:
        - slow: { wait: { minutes: 5 } }
      """
    When the workflow is executed
    And 5 minutes pass
    Then polite should have 1 run
    When 9 minutes pass
    Then polite should have 1 run
    When 1 minute passes
    Then polite should have 2 runs

  Scenario: On an event, which is its input
    Given the workflow onOrder:
      """yaml
      schedule: { on: { one: { with: { type: order.placed } } } }
      do:
        - note:
            set: { order: '${ $workflow.input[0].data.id }', type: '${ .[0].type }' }
      """
    When the workflow is added
    And this event is published:
      """yaml
      { type: order.cancelled, data: { id: 6 } }
      """
    Then onOrder should have 0 runs
    When this event is published:
      """yaml
      { type: order.placed, data: { id: 7 } }
      """
    Then the run of onOrder should give:
      """yaml
      { order: 7, type: order.placed }
      """
    When this event is published:
      """yaml
      { type: order.placed, data: { id: 8 } }
      """
    Then onOrder should have 2 runs

  Scenario: On all of several events
    Given the workflow onBoth:
      """yaml
      schedule:
        on:
          all:
            - with: { type: paid }
            - with: { type: packed }
      do:
        - note: { set: { types: '${ $workflow.input | map(.type) | sort }' } }
      """
    When the workflow is added
    And this event is published:
      """yaml
      { type: packed }
      """
    Then onBoth should have 0 runs
    When this event is published:
      """yaml
      { type: paid }
      """
    Then the run of onBoth should give:
      """yaml
      types: [packed, paid]
      """

  Scenario: On any of several events
    Given the workflow onAny:
      """yaml
      schedule:
        on:
          any:
            - with: { type: paid }
            - with: { type: packed }
      do:
        - note: { set: { type: '${ $workflow.input[0].type }' } }
      """
    When the workflow is added
    And this event is published:
      """yaml
      { type: packed }
      """
    And this event is published:
      """yaml
      { type: paid }
      """
    Then onAny should have 2 runs

  Scenario: What was missed while the app was closed is made up for once
    Given the workflow heartbeat:
      """yaml
      schedule: { every: { minutes: 10 } }
      do:
        - note: { set: { x: 1 } }
      """
    When the workflow is added
    And 65 minutes pass while the app is closed
    Then heartbeat should have 1 run

  Scenario: Switched off, and on again
    Given the workflow heartbeat:
      """yaml
      schedule: { every: { minutes: 10 } }
      do:
        - note: { set: { x: 1 } }
      """
    When the workflow is added
    And its schedule is switched off
    And 30 minutes pass
    Then heartbeat should have 0 runs
    When its schedule is switched on
    And 10 minutes pass
    Then heartbeat should have 1 run

  Scenario: A newer version takes over
    Given the workflow heartbeat in version 1.0.0:
      """yaml
      schedule: { every: { minutes: 10 } }
      do:
        - note: { set: { version: old } }
      """
    When the workflow is added
    Given the workflow heartbeat in version 2.0.0:
      """yaml
      schedule: { every: { minutes: 10 } }
      do:
        - note: { set: { version: new } }
      """
    When the workflow is added
    And 10 minutes pass
    Then heartbeat should have 1 run
    And the run of heartbeat should give:
      """yaml
      version: new
      """

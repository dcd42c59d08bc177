Feature: Listen
  A process waits for events. What it consumed is a list, in the order in which it was consumed.

  Scenario: One event
    Given the workflow:
      """yaml
      do:
        - started:
            listen:
              to: { one: { with: { type: race.started } } }
      """
    When the workflow is executed
    Then the process should be waiting
    And started should wait for an event
    When this event is published:
      """yaml
      type: race.finished
      data: { laps: 70 }
      """
    Then the process should be waiting
    When this event is published:
      """yaml
      type: race.started
      data: { laps: 0 }
      """
    Then the workflow should complete with output:
      """yaml
      - laps: 0
      """

  Scenario: All of several events, in the order in which they come
    Given the workflow:
      """yaml
      do:
        - vitals:
            listen:
              to:
                all:
                  - with: { type: temperature, data: '${ .celsius > 38 }' }
                  - with: { type: pulse, data: '${ .bpm < 60 or .bpm > 100 }' }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      type: pulse
      data: { bpm: 80 }
      """
    And this event is published:
      """yaml
      type: pulse
      data: { bpm: 120 }
      """
    And this event is published:
      """yaml
      type: temperature
      data: { celsius: 37 }
      """
    Then the process should be waiting
    When this event is published:
      """yaml
      type: temperature
      data: { celsius: 39 }
      """
    Then the workflow should complete with output:
      """yaml
      - bpm: 120
      - celsius: 39
      """

  Scenario: Any of several events
    Given the workflow:
      """yaml
      do:
        - vitals:
            listen:
              to:
                any:
                  - with: { type: temperature }
                  - with: { type: pulse }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      type: pulse
      data: 120
      """
    Then the workflow should complete with output:
      """yaml
      - 120
      """

  Scenario: Any event at all
    Given the workflow:
      """yaml
      do:
        - anything:
            listen: { to: { any: [] } }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      type: whatever
      data: x
      """
    Then the workflow should complete with output:
      """yaml
      - x
      """

  Scenario: Attributes are compared with what is written, or with what an expression gives
    Given the workflow:
      """yaml
      do:
        - ordered:
            listen:
              to:
                one:
                  with:
                    type: order.placed
                    source: https://shop.example
                    subject: ${ $workflow.input.wanted }
                    tenant: blue
      """
    And given the workflow input is:
      """yaml
      wanted: o-2
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: order.placed, source: 'https://shop.example', subject: o-1, tenant: blue, data: 1 }
      """
    And this event is published:
      """yaml
      { type: order.placed, source: 'https://other.example', subject: o-2, tenant: blue, data: 2 }
      """
    And this event is published:
      """yaml
      { type: order.placed, source: 'https://shop.example', subject: o-2, tenant: red, data: 3 }
      """
    Then the process should be waiting
    When this event is published:
      """yaml
      { type: order.placed, source: 'https://shop.example', subject: o-2, tenant: blue, data: 4 }
      """
    Then the workflow should complete with output:
      """yaml
      - 4
      """

  Scenario: Envelopes are read with their attributes
    Given the workflow:
      """yaml
      do:
        - ordered:
            listen:
              to: { one: { with: { type: order.placed } } }
              read: envelope
            output:
              as: '.[0] | { type, source, id, tenant, data }'
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: order.placed, source: 'https://shop.example', id: e-1, tenant: blue, data: { id: 7 } }
      """
    Then the workflow should complete with output:
      """yaml
      { type: order.placed, source: 'https://shop.example', id: e-1, tenant: blue, data: { id: 7 } }
      """

  Scenario: Until a condition on what was consumed
    Given the workflow:
      """yaml
      do:
        - readings:
            listen:
              to:
                any:
                  - with: { type: reading }
                until: (. | length) == 3
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: reading, data: 1 }
      """
    And this event is published:
      """yaml
      { type: reading, data: 2 }
      """
    Then the process should be waiting
    When this event is published:
      """yaml
      { type: reading, data: 3 }
      """
    Then the workflow should complete with output:
      """yaml
      [1, 2, 3]
      """

  Scenario: Until an event, which is no part of what was consumed
    Given the workflow:
      """yaml
      do:
        - readings:
            listen:
              to:
                any:
                  - with: { type: reading }
                until:
                  one: { with: { type: patient.left } }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: reading, data: 1 }
      """
    And this event is published:
      """yaml
      { type: reading, data: 2 }
      """
    And this event is published:
      """yaml
      { type: patient.left, data: gone }
      """
    Then the workflow should complete with output:
      """yaml
      [1, 2]
      """

  Scenario: For each event, one after the other
    Given the workflow:
      """yaml
      do:
        - readings:
            listen:
              to:
                any:
                  - with: { type: reading }
                until: (. | length) == 2
            foreach:
              item: reading
              at: position
              do:
                - double:
                    set:
                      value: ${ $reading * 2 }
                      position: ${ $position }
              output:
                as: '{ doubled: .value, position }'
              export:
                as: '$context + { last: .doubled }'
        - report:
            set:
              each: ${ . }
              last: ${ $context.last }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: reading, data: 10 }
      """
    And this event is published:
      """yaml
      { type: reading, data: 20 }
      """
    Then the workflow should complete with output:
      """yaml
      each:
        - { doubled: 20, position: 0 }
        - { doubled: 40, position: 1 }
      last: 40
      """
    And double should have run 2 times

  Scenario: What is done for an event may wait; the events after it are not lost
    Given the workflow:
      """yaml
      do:
        - readings:
            listen:
              to:
                any:
                  - with: { type: reading }
                until: (. | length) == 2
            foreach:
              item: reading
              do:
                - rest: { wait: { seconds: 10 } }
                - note: { set: '${ $reading }' }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: reading, data: a }
      """
    And this event is published:
      """yaml
      { type: reading, data: b }
      """
    And 10 seconds pass
    Then note should have run 1 time
    When 10 seconds pass
    Then the workflow should complete with output:
      """yaml
      [a, b]
      """

  Scenario: Events that belong together
    Given the workflow:
      """yaml
      do:
        - sameRoom:
            listen:
              to:
                all:
                  - with: { type: temperature }
                    correlate:
                      room: { from: .roomid }
                  - with: { type: humidity }
                    correlate:
                      room: { from: .roomid }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: temperature, roomid: kitchen, data: 21 }
      """
    And this event is published:
      """yaml
      { type: humidity, roomid: cellar, data: 80 }
      """
    Then the process should be waiting
    When this event is published:
      """yaml
      { type: humidity, roomid: kitchen, data: 40 }
      """
    Then the workflow should complete with output:
      """yaml
      [21, 40]
      """

  Scenario: Events that belong to what is expected
    Given the workflow:
      """yaml
      do:
        - myOrder:
            listen:
              to:
                one:
                  with: { type: order.shipped }
                  correlate:
                    order:
                      from: .data.order
                      expect: ${ $workflow.input.order }
      """
    And given the workflow input is:
      """yaml
      order: 7
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: order.shipped, data: { order: 6 } }
      """
    Then the process should be waiting
    When this event is published:
      """yaml
      { type: order.shipped, data: { order: 7 } }
      """
    Then the workflow should complete with output:
      """yaml
      - { order: 7 }
      """

  Scenario: Events from before the process began are none of its business
    Given the workflow:
      """yaml
      do:
        - first: { listen: { to: { one: { with: { type: go } } } } }
      """
    When this event is published:
      """yaml
      { type: go, data: early }
      """
    And the workflow is executed
    Then the process should be waiting
    When this event is published:
      """yaml
      { type: go, data: in time }
      """
    Then the workflow should complete with output:
      """yaml
      [in time]
      """

  Scenario: What comes between two listening tasks is kept for the second
    Given the workflow:
      """yaml
      do:
        - first: { listen: { to: { one: { with: { type: go } } } } }
        - pause: { wait: { minutes: 1 } }
        - second: { listen: { to: { one: { with: { type: stop } } } } }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: go }
      """
    And this event is published:
      """yaml
      { type: stop, data: kept }
      """
    And 1 minute passes
    Then the workflow should complete with output:
      """yaml
      [kept]
      """

  Scenario: It goes on listening after a restart
    Given the workflow:
      """yaml
      do:
        - both:
            listen:
              to:
                all:
                  - with: { type: one }
                  - with: { type: two }
      """
    When the workflow is executed
    And this event is published:
      """yaml
      { type: two, data: 2 }
      """
    And the app is restarted
    And this event is published:
      """yaml
      { type: one, data: 1 }
      """
    Then the workflow should complete with output:
      """yaml
      [2, 1]
      """

// What analysts do with clickhouse-go over HTTP. Prints `ok STEP` or `FAIL STEP: why`, a line each.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

func step(name string, act func() error) {
	if err := act(); err != nil {
		fmt.Printf("FAIL %s: %.300q\n", name, err.Error())
		return
	}
	fmt.Println("ok", name)
}

func open(method clickhouse.CompressionMethod) (driver.Conn, error) {
	options := &clickhouse.Options{
		Protocol: clickhouse.HTTP,
		Addr:     []string{os.Getenv("CH_HOST") + ":" + os.Getenv("CH_PORT")},
		Auth:     clickhouse.Auth{Database: "ecomind", Username: os.Getenv("CH_USER"), Password: os.Getenv("CH_PASSWORD")},
	}
	if method != clickhouse.CompressionNone {
		options.Compression = &clickhouse.Compression{Method: method}
	}
	return clickhouse.Open(options)
}

func main() {
	ctx := context.Background()
	for name, method := range map[string]clickhouse.CompressionMethod{
		"none": clickhouse.CompressionNone, "lz4": clickhouse.CompressionLZ4, "zstd": clickhouse.CompressionZSTD,
		"gzip": clickhouse.CompressionGZIP, "deflate": clickhouse.CompressionDeflate, "br": clickhouse.CompressionBrotli,
	} {
		step("clickhouse-go: "+name, func() error {
			conn, err := open(method)
			if err != nil {
				return err
			}
			defer conn.Close()
			rows, err := conn.Query(ctx, "SELECT number, toString(number) FROM numbers(100000)")
			if err != nil {
				return err
			}
			count := 0
			for rows.Next() {
				var number uint64
				var text string
				if err := rows.Scan(&number, &text); err != nil {
					return err
				}
				count++
			}
			if count != 100000 || rows.Err() != nil {
				return fmt.Errorf("%d rows, %v", count, rows.Err())
			}
			if _, err = conn.Query(ctx, "SELECT nothing FROM events"); err == nil || !strings.Contains(err.Error(), "nothing") {
				return fmt.Errorf("an error that does not say what it is: %v", err)
			}
			return nil
		})
	}
	conn, err := open(clickhouse.CompressionLZ4)
	if err != nil {
		fmt.Println("FAIL clickhouse-go: connect:", err)
		return
	}
	step("clickhouse-go: every column of every table", func() error {
		for _, table := range strings.Split(os.Getenv("CH_TABLES"), ",") {
			rows, err := conn.Query(ctx, "SELECT * FROM "+table+" LIMIT 5")
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			for rows.Next() {
			}
			if rows.Err() != nil {
				return fmt.Errorf("%s: %w", table, rows.Err())
			}
		}
		return nil
	})
	step("clickhouse-go: parameters, UInt64 above 2^53", func() error {
		var text string
		var number uint64
		row := conn.QueryRow(clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"text": "it's"})),
			"SELECT {text:String}, 18446744073709551615")
		if err := row.Scan(&text, &number); err != nil {
			return err
		}
		if text != "it's" || number != 18446744073709551615 {
			return fmt.Errorf("%q %d", text, number)
		}
		return nil
	})
	step("clickhouse-go: schemas", func() error {
		var count uint64
		return conn.QueryRow(ctx, "SELECT count() FROM system.tables WHERE database = 'ecomind'").Scan(&count)
	})
	step("clickhouse-go: a context's deadline ends the statement", func() error {
		short, end := context.WithTimeout(ctx, 1500*time.Millisecond)
		defer end()
		if _, err := conn.Query(short, "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))"); err == nil {
			return fmt.Errorf("no error")
		}
		fmt.Println("cancelled clickhouse-go")
		return nil
	})
	step("clickhouse-go: time zones and other settings", func() error {
		var hour string
		var count uint64
		settings := clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"session_timezone": "Asia/Tokyo", "limit": 3}))
		row := conn.QueryRow(settings, "SELECT any(formatDateTime(fromUnixTimestamp(0), '%H')), count() FROM numbers(10)")
		if err := row.Scan(&hour, &count); err != nil {
			return err
		}
		if hour != "09" {
			return fmt.Errorf("%s", hour)
		}
		return nil
	})
}
